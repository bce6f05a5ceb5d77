"""The workbook schools fill in."""

from io import BytesIO

from openpyxl import load_workbook

from chassis.ids import uuid7
from tests.services.enrollment.programme import WENCHENG, Programme, code
from tests.services.enrollment.recommendation.importing import OTHER
from tests.services.enrollment.recommendation.workbooks import STUDIO, WORDS, checked, principal, row


async def test_the_template_can_be_filled_in_and_uploaded(programme: Programme) -> None:
    path = f"/recommendations/template.xlsx?round_id={programme.round}"
    answer = await programme.call("GET", path, principal(programme))
    book = load_workbook(BytesIO(answer.content))
    assert book.sheetnames == ["学校推荐", "工作室名单", "填写说明"]
    assert book["工作室名单"].sheet_state == "hidden"
    names = [cell.value for (cell,) in book["工作室名单"].iter_rows()]
    assert names == sorted([STUDIO, OTHER]), "only those of the school's county"
    sheet = book["学校推荐"]
    assert [cell.value for cell in sheet[1]] == WORDS
    ranges = {str(rule.sqref): rule.formula1 for rule in sheet.data_validations.dataValidation}
    assert ranges["C2:C2002"] == "'工作室名单'!$A$1:$A$2"
    assert ranges["E2:E2002 F2:F2002 G2:G2002 H2:H2002"] == '"是,否"'
    for place, value in enumerate(row("林一鸣"), start=1):
        sheet.cell(3, place, value)
    written = BytesIO()
    book.save(written)
    job = await checked(programme, written.getvalue())
    assert (job["faults"], job["total"]) == ([], 1), "the example is no row"
    county = await programme.call("GET", path, programme.office(f"county_personnel_section:{WENCHENG}"))
    assert [cell.value for cell in load_workbook(BytesIO(county.content))["学校推荐"][1]] == ["学校", *WORDS]
    missing = await programme.call("GET", f"/recommendations/template.xlsx?round_id={uuid7()}", principal(programme))
    assert code(missing, 404) == "not_found"


async def test_a_name_that_begins_like_a_formula_stays_a_name(programme: Programme) -> None:
    evil = programme.studio_row(uuid7(), "=cmd|' /C calc'!A0")
    await programme.ok("PUT", "/studios/import", programme.city, {"studios": [evil]})
    round_id = uuid7()
    body = programme.round_body(studio_ids=[evil["id"]], name="=1+1")
    await programme.ok("PUT", f"/rounds/{round_id}", programme.city, body)
    answer = await programme.call("GET", f"/recommendations/template.xlsx?round_id={round_id}", principal(programme))
    book = load_workbook(BytesIO(answer.content))
    assert {cell.data_type for sheet in book for cells in sheet.iter_rows() for cell in cells if cell.value} == {"s"}
