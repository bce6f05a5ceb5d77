"""The workbook schools fill in: the sheet itself, a hidden list of studios to choose from, and how to fill it in."""

from collections.abc import Sequence
from io import BytesIO

from openpyxl import Workbook
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.worksheet import Worksheet

from services.enrollment.domain.recommendation.columns import (
    ATTESTED,
    COLUMNS,
    EXAMPLE,
    HELP_SHEET,
    LONGEST_REASON,
    MOST_ROWS,
    NO,
    SCHOOL,
    SHEET,
    STUDIO,
    STUDIOS_SHEET,
    YES,
    Column,
)

HEAD = PatternFill("solid", fgColor="E9F1FB")
EXAMPLE_INK = Font(italic=True, color="808080")
WIDTHS = {"工作室": 34, "推荐理由": 48, "学校": 26}
REASON_EXAMPLE = "教学扎实，热心教研，近三年承担县级公开课两次。"


def template(round_name: str, studios: Sequence[str], *, names_schools: bool) -> bytes:
    """The empty workbook of a round; who recommends for several schools gets a column for the school."""
    workbook = Workbook()
    sheet = workbook.active
    assert isinstance(sheet, Worksheet)
    sheet.title = SHEET
    columns = [column for column in COLUMNS if column is not SCHOOL or names_schools]
    _head(sheet, columns)
    _example(sheet, columns, studios)
    names = workbook.create_sheet(STUDIOS_SHEET)
    for number, name in enumerate(studios, start=1):
        _write(names, number, 1, name)
    names.sheet_state = "hidden"
    _choices(sheet, columns, len(studios))
    _help(workbook.create_sheet(HELP_SHEET), round_name, names_schools=names_schools)
    written = BytesIO()
    workbook.save(written)
    return written.getvalue()


def _write(sheet: Worksheet, row: int, column: int, text: str) -> None:
    """Text stays text, also where it begins like a formula."""
    cell = sheet.cell(row, column, text)
    cell.data_type = "s"
    cell.number_format = "@"


def _head(sheet: Worksheet, columns: Sequence[Column]) -> None:
    for place, column in enumerate(columns, start=1):
        _write(sheet, 1, place, column.words)
        cell = sheet.cell(1, place)
        cell.font, cell.fill = Font(bold=True), HEAD
        letter = get_column_letter(place)
        sheet.column_dimensions[letter].width = WIDTHS.get(column.words, 12)
        # Whatever is typed below is text, a login of digits too.
        sheet.column_dimensions[letter].number_format = "@"
    sheet.freeze_panes = "A2"


def _example(sheet: Worksheet, columns: Sequence[Column], studios: Sequence[str]) -> None:
    shown = {
        "学校": "（学校全称）",
        "姓名": EXAMPLE,
        "工作室": studios[0] if studios else "",
        "推荐理由": REASON_EXAMPLE,
    }
    for place, column in enumerate(columns, start=1):
        _write(sheet, 2, place, YES if column.attests else shown.get(column.words, ""))
        sheet.cell(2, place).font = EXAMPLE_INK


def _choices(sheet: Worksheet, columns: Sequence[Column], studios: int) -> None:
    places = {column: get_column_letter(place) for place, column in enumerate(columns, start=1)}
    offered = DataValidation("list", formula1=f"'{STUDIOS_SHEET}'!$A$1:$A${max(studios, 1)}", allow_blank=True)
    offered.error, offered.showErrorMessage = "请从下拉列表中选择工作室。", True
    yes_or_no = DataValidation("list", formula1=f'"{YES},{NO}"', allow_blank=True)
    yes_or_no.error, yes_or_no.showErrorMessage = "只能填“是”或“否”。", True
    for rule in (offered, yes_or_no):
        sheet.add_data_validation(rule)
    offered.add(f"{places[STUDIO]}2:{places[STUDIO]}{MOST_ROWS + 2}")
    for column in ATTESTED:
        yes_or_no.add(f"{places[column]}2:{places[column]}{MOST_ROWS + 2}")


def _help(sheet: Worksheet, round_name: str, *, names_schools: bool) -> None:
    lines = [
        f"学校推荐表：{round_name}",
        "一、每行推荐一位教师，从第 2 行起填写。灰色的示例行不会导入，删不删都可以。",
        "二、姓名须与系统中一致。学校有同名教师的，请在“登录名”一列写明是哪一位；没有同名的可以不填。",
        "三、工作室从下拉列表中选择，只能选学校所在县、参加本批次的工作室（第四条）。",
        f"四、推荐理由必填，不超过 {LONGEST_REASON} 字。",
        "五、师德、进取心、作风、团结协作四项，逐项核实后填“是”；有一项为“否”的不能推荐（第四条）。",
        f"六、一次最多 {MOST_ROWS} 行。不要合并单元格，不要使用公式，不要改动第 1 行和工作表名称。",
        "七、上传后先检查整个文件，有一处错误就一行也不导入；改正后重新上传即可。",
        "八、推荐不代替自主报名：被推荐的教师仍须本人申请，申请后学校再办理推荐手续（第四条）。",
    ]  # fmt: skip
    if names_schools:
        lines.insert(2, "　　为多所学校推荐的，每行写明学校全称。")
    for number, line in enumerate(lines, start=1):
        _write(sheet, number, 1, line)
        sheet.cell(number, 1).alignment = Alignment(wrap_text=True, vertical="top")
    sheet.cell(1, 1).font = Font(bold=True, size=14)
    sheet.column_dimensions["A"].width = 100
