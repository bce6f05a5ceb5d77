"""Lists of studios: who sees which by their state, and what is told of each."""

from io import BytesIO
from typing import Any

import pytest
from openpyxl import load_workbook

from chassis.ids import uuid7
from services.enrollment.domain.studio.states import LIFE, OPEN_TO_ALL
from tests.services.enrollment.programme import TAISHUN, WENCHENG, Programme, code
from tests.services.enrollment.studio.arranging import change, ids, members

SHOWN = {
    "id", "name", "county", "county_name", "school_level", "track", "subject", "host_id", "host_name", "host_school_name",
    "host_titles", "base_school_id", "base_school_name", "state", "state_since", "members", "under_way", "minimum",
    "soft_cap", "short",
}  # fmt: skip


async def test_studios_are_listed_with_their_numbers(programme: Programme) -> None:
    await programme.submitted()
    member = await programme.approved_by_county(await programme.another_teacher())
    await programme.admit(member)
    path = f"/studios?round_id={programme.round}&county=330328&school_level=小学&limit=1"
    first = await programme.ok("GET", path, programme.person())
    second = await programme.ok("GET", f"{path}&after={first['next']}", programme.person())
    assert second["next"] is None
    rows = {row["id"]: row for row in first["items"] + second["items"]}
    assert set(rows) == {str(programme.studio), str(programme.other_studio)}
    row = rows[str(programme.studio)]
    assert (row["members"], row["under_way"], row["minimum"], row["soft_cap"]) == (1, 1, 10, 20)
    assert row["county_name"] == "文成县"
    for marker in ("zzz", "W10", "bnVsbA", "%00"):
        assert code(await programme.call("GET", f"{path}&after={marker}", programme.person()), 422) == "cursor_invalid"
    found = await programme.ok("GET", f"/studios?q=100%25&round_id={programme.round}", programme.person())
    assert found["items"] == []


@pytest.mark.parametrize("state", LIFE.states)
async def test_a_studio_on_its_way_is_seen_by_those_it_concerns(programme: Programme, state: str) -> None:
    host_school, nominator = uuid7(), uuid7()
    await change(programme, programme.studio, state=state, host_school_id=host_school, nominated_by=nominator)
    concerned = [
        programme.city, programme.office("municipal_hr_division:city"), programme.office(f"county_office:{WENCHENG}"),
        programme.office(f"county_personnel_section:{WENCHENG}"), programme.person(programme.host),
        programme.person(nominator), programme.office(f"trainee_school:{programme.school}"),
        programme.office(f"trainee_school:{host_school}"),
    ]  # fmt: skip
    others = [
        programme.person(), programme.office(f"county_office:{TAISHUN}"), programme.office(f"trainee_school:{uuid7()}"),
        programme.office("administrator:city"), programme.office(f"host:{programme.other_studio}"),
    ]  # fmt: skip
    sees = [True] * len(concerned) + [state in OPEN_TO_ALL] * len(others)
    query = f"&round_id={programme.round}&county={WENCHENG}"
    for headers, seen in zip(concerned + others, sees, strict=True):
        assert (str(programme.studio) in await ids(programme, headers, query)) == seen
        counted = await programme.ok("GET", f"/studios/counts?{query}", headers)
        assert counted["count"] == 1 + seen
        for path in (f"/studios/{programme.studio}", f"/studios/{programme.studio}/roster"):
            assert (await programme.call("GET", path, headers)).status_code == (200 if seen else 404)
        if state not in OPEN_TO_ALL:
            life = await programme.call("GET", f"/studios/{programme.studio}/life", headers)
            assert (life.status_code == 200) == seen


async def test_the_list_tells_nothing_of_how_a_studio_came_to_be(programme: Programme) -> None:
    await change(programme, programme.studio, waiver="山区教师不足", content_hash="a" * 64, nominated_by_name="钱校长")
    query = f"/studios?round_id={programme.round}"
    shown = await programme.ok("GET", query, programme.city)
    one = await programme.ok("GET", f"/studios/{programme.studio}", programme.city)
    roster = await programme.ok("GET", f"/studios/{programme.studio}/roster", programme.city)
    assert [set(row) for row in (*shown["items"], one, roster["studio"])] == [SHOWN] * 5


async def test_the_spreadsheet_holds_what_the_list_shows(programme: Programme) -> None:
    await change(programme, programme.studio, name="=1+1", state="NOMINATED")
    await change(programme, programme.other_studio, name="@陈望舒", state="ACTIVE")
    await members(programme, programme.other_studio, 4)

    async def rows(headers: dict[str, str], query: str = "") -> list[tuple[Any, ...]]:
        answer = await programme.call("GET", f"/studios.xlsx?round_id={programme.round}{query}", headers)
        assert answer.status_code == 200, answer.text
        sheet = load_workbook(BytesIO(answer.content)).active
        assert sheet is not None
        cells = list(sheet.iter_rows(min_row=2))
        assert {cell.data_type for row in cells for cell in row} <= {"s", "n"}
        return [tuple(cell.value for cell in row) for row in cells]

    everything = await rows(programme.city)
    assert sorted(row[0] for row in everything) == ["=1+1", "@陈望舒", "温州市夏知远“名师送教”工作室"]
    assert [row[0] for row in await rows(programme.person(), f"&county={WENCHENG}")] == ["@陈望舒"]
    (row,) = await rows(programme.person(), "&state=ACTIVE")
    assert row[3:] == ("文成县", "小学", "语文", "教师", "文成县云溪实验小学", "已启动", 4, 10, 6, 0)
