"""Everything that can be wrong with a recommendation or with a row of a sheet: what it is, and what to do."""

from dataclasses import dataclass
from typing import Any, Final

from chassis.errors import Text
from services.enrollment.domain.recommendation.columns import MOST_ROWS


@dataclass(frozen=True)
class Fault:
    """One fault of a row; `column` is empty where the row as a whole is meant."""

    code: str
    column: str
    text: Text
    row: int = 0

    def kept(self) -> dict[str, Any]:
        """As it is kept with the job, in both languages."""
        return {"row": self.row, "column": self.column, "code": self.code, "zh": self.text.zh, "en": self.text.en}


def fault(code: str, column: str = "", row: int = 0, **values: object) -> Fault:
    """The fault of this code, its words filled in."""
    words = WORDS[code]
    return Fault(code, column, Text(words.zh.format(**values), words.en.format(**values)), row)


WORDS: Final = {
    # the sheet
    "column_missing": Text(
        "缺少“{words}”这一列。请用最新的模板，不要删改第 1 行。",
        "The column {words} is missing. Use the newest template and leave row 1 as it is.",
    ),
    "column_twice": Text(
        "“{words}”这一列出现了两次。请只保留一列。", "The column {words} is there twice. Keep one of them."
    ),
    "column_unknown": Text(
        "模板里没有“{words}”这一列。请删去这一列。", "The template has no column {words}. Delete it."
    ),
    "too_many_rows": Text(
        f"超过 {MOST_ROWS} 行。请分成几个文件上传，并删去下方多余的行。",
        f"More than {MOST_ROWS} rows. Split the file, and delete rows below that hold nothing.",
    ),
    "no_rows": Text(
        "表格里没有要推荐的教师。请从第 2 行起填写，每行一位。",
        "No teacher is recommended in the sheet. Fill it in from row 2 on, one a row.",
    ),
    "merged": Text(
        "{range} 是合并的单元格。请取消合并，每格分别填写。",
        "{range} is a merged cell. Unmerge it and fill in each cell.",
    ),
    "empty_row": Text(
        "中间有空行。请删去这一行，或把这一行填完整。", "An empty row in between. Delete it, or fill it in."
    ),
    "not_yours": Text(
        "您已不再负责推荐该校教师，这一行没有推荐。请由现任人员办理。",
        "Recommending for this school is no longer yours; this row was not recommended. Whoever holds the office now can.",
    ),
    # a cell
    "missing": Text("没有填写。请填写这一格。", "Nothing is filled in. Fill in this cell."),
    "number": Text(
        "这里是数字，应为文字。请把单元格格式改为“文本”后重新填写。",
        "This is a number and should be text. Format the cell as text and fill it in again.",
    ),
    "date": Text(
        "这里是日期，应为文字。请把单元格格式改为“文本”后重新填写。",
        "This is a date and should be text. Format the cell as text and fill it in again.",
    ),
    "truth": Text(
        "这里是逻辑值 TRUE/FALSE，应为文字。请重新填写。", "This is TRUE or FALSE and should be text. Fill it in again."
    ),
    "formula": Text(
        "这里是公式。请用“选择性粘贴—数值”换成文字。", "This is a formula. Paste its value as text instead."
    ),
    "broken": Text(
        "这里是公式出错的结果（{value}）。请重新填写。", "This is the result of a broken formula ({value}). Fill it in."
    ),
    "unreadable": Text(
        "内容里有看不见的控制字符。请删去后重新输入。", "There are invisible control characters in it. Type it again."
    ),
    "too_long": Text(
        "最多 {longest} 个字，现在是 {length} 个。请删减。",
        "At most {longest} characters; these are {length}. Shorten it.",
    ),
    "not_yes_or_no": Text("只能填“是”或“否”，现在是“{value}”。", "Only 是 (yes) or 否 (no); this is “{value}”."),
    "not_attested": Text(
        "填的是“否”。四项都为“是”才能推荐（第四条）；不符合的教师请从表中删去。",
        "This says no. Only who meets all four can be recommended (Art. 4.3); take the others off the sheet.",
    ),
    # what is meant
    "school_missing": Text(
        "没有填写学校。为多所学校推荐时，每行都要写学校全称。",
        "No school. When recommending for several schools each row names its school in full.",
    ),
    "school_unknown": Text(
        "没有“{value}”这所学校。请按系统中的学校全称填写。",
        "There is no school {value}. Write its full name as the system has it.",
    ),
    "school_ambiguous": Text(
        "有 {count} 所学校都叫“{value}”，无法区分。请由学校自己推荐。",
        "{count} schools are called {value}. Let the school itself recommend.",
    ),
    "school_not_yours": Text(
        "您不能为“{value}”推荐。只能推荐本单位负责的学校。",
        "You cannot recommend for {value}, only for schools in your charge.",
    ),
    "teacher_unknown": Text(
        "系统里没有“{value}”这位教师。请核对姓名；新调入的请先请政工科登记。",
        "There is no teacher {value}. Check the name; newcomers are registered by the personnel section first.",
    ),
    "teacher_elsewhere": Text(
        "“{value}”是{school}的教师。只能由所在学校推荐，请删去这一行。",
        "{value} works at {school}. Only that school can recommend; delete this row.",
    ),
    "teacher_ambiguous": Text(
        "这所学校有 {count} 位“{value}”。请在“登录名”一列写明是哪一位。",
        "{count} teachers of this school are called {value}. Say which one in the column 登录名 (login).",
    ),
    "login_differs": Text(
        "这所学校没有登录名为“{value}”的{name}。请核对登录名，或在没有同名教师时留空。",
        "No {name} of this school has the login {value}. Check it, or leave it empty where there are no namesakes.",
    ),
    "oneself": Text(
        "不能推荐自己。只有您一位推荐人的，由县教育局政工科推荐。",
        "You cannot recommend yourself. Where you are the only recommender the county personnel section does it.",
    ),
    "studio_unknown": Text(
        "没有“{value}”这个工作室。请从下拉列表中选择。", "There is no studio {value}. Choose from the list."
    ),
    "studio_ambiguous": Text(
        "有 {count} 个工作室都叫“{value}”，无法区分。请在网页上逐个推荐。",
        "{count} studios are called {value}. Recommend this teacher on the page instead.",
    ),
    "studio_not_in_round": Text(
        "“{value}”不在本批次之列。请从下拉列表中另选。", "{value} does not recruit in this round. Choose another."
    ),
    "studio_elsewhere": Text(
        "“{value}”设在外县。只能推荐到学校所在县的工作室（第四条）。",
        "{value} is in another county. Recommend to a studio in the county of the school (Art. 4.2).",
    ),
    "own_studio": Text(
        "这位教师是“{value}”的主持人，不能做本工作室的学员。请删去这一行或另选工作室。",
        "This teacher is the host of {value} and cannot be its trainee. Delete the row or choose another studio.",
    ),
    "twice": Text(
        "与第 {first} 行是同一位教师。每位教师只能推荐一次，请删去一行。",
        "The same teacher as in row {first}. Each is recommended once; delete one of the rows.",
    ),
    "already_recommended": Text(
        "本批次已推荐这位教师（{studio}）。要改换工作室，请先撤回原来的推荐；表格里有的请删去这一行。",
        "Recommended in this round already ({studio}). To change the studio withdraw the other first; delete the row from a sheet.",
    ),
    "already_member": Text(
        "这位教师在本周期内已是{studio}的学员，不能再推荐；表格里有的请删去这一行。",
        "A member of {studio} in this cycle already and cannot be recommended; delete the row from a sheet.",
    ),
    "applied_elsewhere": Text(
        "这位教师已申请{studio}，正在审核。要改荐的请本人先撤回申请；表格里有的请删去这一行。",
        "Has applied to {studio}, which is under way. Have the teacher withdraw first, or delete the row from a sheet.",
    ),
    "applied_already": Text(
        "这位教师已经自主报名这个工作室，请在待办中办理推荐；表格里有的请删去这一行。",
        "Has applied to this studio already. Recommend in your inbox, and delete the row from a sheet.",
    ),
    "teacher_gone": Text(
        "这位教师已不在任何学校任教，这一行没有导入。请与政工科核实。",
        "This teacher works at no school any more; the row was not taken in. Ask the personnel section.",
    ),
    "round_closed": Text(
        "导入时本批次已经截止，这一行没有导入。", "The round had closed by then; this row was not taken in."
    ),
}  # fmt: skip
