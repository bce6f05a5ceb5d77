"""The board of the counties: everybody sees the totals, and the studios behind them as far as they may."""

from typing import Any
from uuid import UUID

from chassis import clock
from chassis.ids import uuid7
from contracts.events.directory import CountyListed
from tests.services.enrollment.programme import TAISHUN, WENCHENG, Programme, code
from tests.services.enrollment.studio.arranging import change, members


async def test_the_board_tells_each_county_as_far_as_one_may_see(apart: Programme) -> None:
    long_ago = clock.business().replace(year=2021)
    await apart.hear(CountyListed(code=TAISHUN, name="泰顺县", listed_from=long_ago, listed_until=None))
    await apart.hear(CountyListed(code="330326", name="平阳县", listed_from=long_ago, listed_until=clock.business()))
    await apart.submitted()
    await members(apart, apart.studio, 10)
    await members(apart, apart.far_studio, 3)
    await change(apart, apart.other_studio, state="NOMINATED", school_level="高中")

    async def counties(*offices: str) -> dict[str, Any]:
        shown = await apart.ok("GET", "/board", apart.office(*offices))
        return {county["county"]: county for county in shown["counties"]}

    totals = {WENCHENG: (1, 0, 10, 1), TAISHUN: (1, 1, 3, 0)}

    def told(found: dict[str, Any]) -> dict[str, Any]:
        return {
            code: (each["studios"], each["short"], each["members"], each["under_way"]) for code, each in found.items()
        }

    for office, detailed in (
        ("municipal_office:city", {WENCHENG, TAISHUN}), (f"county_lead:{WENCHENG}", {WENCHENG}),
        (f"county_office:{TAISHUN}", {TAISHUN}), (f"county_training_dept:{WENCHENG}", set()), ("administrator:city", set()),
    ):  # fmt: skip
        found = await counties(office)
        assert told(found) == totals
        assert {each for each in found if found[each]["detail"]} == detailed
    wencheng = (await counties(f"county_office:{WENCHENG}"))[WENCHENG]
    assert wencheng["name"] == "文成县"
    assert wencheng["detail"]["states"] == {"NOMINATED": 1, "RECRUITING": 1}
    levels = {
        each["school_level"]: (each["studios"], each["short"], each["members"])
        for each in wencheng["detail"]["school_levels"]
    }
    assert levels == {"小学": (1, 0, 10), "高中": (0, 0, 0)}
    for headers in (apart.person(), apart.office(f"trainee_school:{apart.school}"), apart.person(apart.host)):
        assert code(await apart.call("GET", "/board", headers), 403) == "not_entitled"


async def test_the_studios_of_a_county_lie_open_by_how_many_members_they_lack(apart: Programme) -> None:
    rows = [apart.studio_row(uuid7(), f"工作室{number}") for number in range(3)]
    await apart.ok("PUT", "/studios/import", apart.city, {"studios": rows})
    for count, studio in (
        (12, apart.studio),
        (5, apart.other_studio),
        (9, UUID(rows[0]["id"])),
        (0, UUID(rows[1]["id"])),
    ):
        await members(apart, studio, count)
    await change(apart, UUID(rows[2]["id"]), state="DISPATCHED")
    for office in (f"county_office:{WENCHENG}", "municipal_hr_division:city"):
        found = await apart.ok("GET", f"/board/{WENCHENG}", apart.office(office))
        assert [row["members"] for row in found["items"]] == [0, 5, 9, 12]
        assert [row["short"] for row in found["items"]] == [True, True, True, False]
    for headers, county in (
        (apart.office(f"county_office:{TAISHUN}"), WENCHENG), (apart.person(), WENCHENG), (apart.city, TAISHUN),
        (apart.office(f"county_training_dept:{WENCHENG}"), WENCHENG),
    ):  # fmt: skip
        assert code(await apart.call("GET", f"/board/{county}", headers), 404) == "not_found"
