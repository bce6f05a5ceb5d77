"""Lists of studios: who sees which by their state, how they are counted and narrowed, and who may still be applied to."""

from io import BytesIO
from itertools import product
from typing import Any
from uuid import UUID

import pytest
from openpyxl import load_workbook
from sqlalchemy import text

from chassis import clock
from chassis.ids import uuid7
from contracts.events.directory import CountyListed, RuleSetPublished
from contracts.rules import VERSION_1
from services.enrollment.commands.application.submit import submit
from services.enrollment.commands.case import By
from services.enrollment.commands.studio.run import turn
from services.enrollment.domain.studio.states import LIFE, NEEDS_MEMBERS, OPEN_TO_ALL, RECRUITS
from tests.services.enrollment.meeting import outcome, returned, second_while_first_is_open
from tests.services.enrollment.programme import CASES, TAISHUN, WENCHENG, Programme, admission, code
from tests.services.enrollment.studio.nominating import Nominating


async def test_studios_are_listed_with_their_numbers(programme: Programme) -> None:
    await programme.submitted()
    member = await programme.approved_by_county(await programme.another_teacher())
    await programme.ask(CASES.record, admission(member))
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


CLERK = By(uuid7(), "周市办")
WHY = "主持人外出进修一年。"
SHOWN = {
    "id", "name", "county", "county_name", "school_level", "track", "subject", "host_id", "host_name", "host_school_name",
    "host_titles", "base_school_id", "base_school_name", "state", "state_since", "members", "under_way", "minimum",
    "soft_cap", "short",
}  # fmt: skip


async def change(programme: Programme, studio: UUID, **columns: Any) -> None:
    """Put a studio where a test needs it."""
    setting = ", ".join(f"{name} = :{name}" for name in columns)
    async with programme.service.database.transaction() as transaction:
        await transaction.execute(text(f"UPDATE studios SET {setting} WHERE id = :id"), columns | {"id": studio})


async def members(programme: Programme, studio: UUID, count: int) -> None:
    await Nominating(programme, studio=studio).members(count)


async def ids(programme: Programme, headers: dict[str, str], query: str = "") -> list[str]:
    """The ids of a list, page after page."""
    found: list[str] = []
    after = ""
    while True:
        page = await programme.ok("GET", f"/studios?limit=3{query}{after}", headers)
        found += [row["id"] for row in page["items"]]
        if page["next"] is None:
            return found
        after = f"&after={page['next']}"


CLOSED = [state for state in LIFE.states if state not in OPEN_TO_ALL]


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


async def test_short_are_those_that_are_to_have_members_and_have_too_few(apart: Programme) -> None:
    await members(apart, apart.studio, 10)
    await members(apart, apart.other_studio, 9)
    every = {apart.studio, apart.other_studio, apart.far_studio}

    async def short() -> set[UUID]:
        found = {UUID(each) for each in await ids(apart, apart.city, "&short=true")}
        assert {UUID(each) for each in await ids(apart, apart.city, "&short=false")} == every - found
        assert (await apart.ok("GET", "/studios/counts", apart.city))["short"] == len(found)
        return found

    assert await short() == {apart.other_studio, apart.far_studio}
    for state in LIFE.states:
        await change(apart, apart.far_studio, state=state)
        assert (apart.far_studio in await short()) == (state in NEEDS_MEMBERS)
    fewer = VERSION_1.recruitment.model_copy(update={"minimum_members": 9})
    rules = VERSION_1.model_copy(update={"version": 2, "recruitment": fewer})
    await change(apart, apart.far_studio, state="RECRUITING")
    await apart.hear(RuleSetPublished(rule_set=rules, effective_from=clock.business()))
    assert await short() == {apart.far_studio}


async def test_without_rules_nothing_is_short(apart: Programme) -> None:
    async with apart.service.database.transaction() as transaction:
        await transaction.execute(text("DELETE FROM known_rule_sets"))
    shown = await apart.ok("GET", "/studios", apart.city)
    assert [(row["minimum"], row["short"]) for row in shown["items"]] == [(None, False)] * 3
    assert (await apart.ok("GET", "/studios/counts", apart.city))["short"] == 0


async def mixed(programme: Programme) -> None:
    """Studios of all kinds, some with members."""
    kinds = product(("小学", "高中"), ("教师", "班主任"), (WENCHENG, TAISHUN), ("ACTIVE", "NOMINATED"))
    rows = [
        programme.studio_row(uuid7(), f"工作室{number}", county) | {"school_level": level, "track": track}
        for number, (level, track, county, _) in enumerate(kinds)
    ]
    await programme.ok("PUT", "/studios/import", programme.city, {"studios": rows})
    for number, row in enumerate(rows):
        await change(programme, UUID(row["id"]), state=("ACTIVE", "NOMINATED")[number % 2], subject=f"学科{number % 3}")
        await members(programme, UUID(row["id"]), 10 * (number % 5 == 0))


FILTERS: list[dict[str, Any]] = [
    {}, {"county": WENCHENG}, {"school_level": "小学", "track": "教师"}, {"state": "ACTIVE"}, {"short": True, "county": TAISHUN},
    {"subject": "学科1", "school_level": "高中", "state": "NOMINATED"}, {"q": "工作室1"}, {"county": "330324"},
    {"short": True, "school_level": "高中", "track": "班主任", "county": WENCHENG, "state": "ACTIVE", "subject": "学科2"},
]  # fmt: skip


@pytest.mark.parametrize("office", ["municipal_office:city", f"county_office:{WENCHENG}", f"host:{uuid7()}"])
async def test_each_facet_is_counted_with_the_choices_in_the_others(apart: Programme, office: str) -> None:
    await mixed(apart)
    headers = apart.office(office)
    for chosen in FILTERS:
        asked = "&".join(
            f"{name}={value}".lower() if name == "short" else f"{name}={value}" for name, value in chosen.items()
        )
        counted = await apart.ok("GET", f"/studios/counts?{asked}", headers)
        assert counted["count"] == len(await ids(apart, headers, f"&{asked}"))
        for facet in ("county", "school_level", "track", "subject", "state", "short"):
            others = {name: value for name, value in chosen.items() if name not in (facet, "q")}
            narrowed = f"&q={chosen['q']}" if "q" in chosen else ""
            page = await apart.ok("GET", f"/studios?limit=200{narrowed}", headers)
            rows = [row for row in page["items"] if all(row[name] == value for name, value in others.items())]
            if facet == "short":
                assert counted["short"] == sum(row["short"] for row in rows)
                continue
            expected: dict[str, int] = {}
            for row in rows:
                expected[row[facet]] = expected.get(row[facet], 0) + 1
            assert {each["value"]: each["count"] for each in counted[facet]} == expected
    assert [each["name"] for each in counted["county"]] in ([], ["文成县"], [None], ["文成县", None])


async def test_several_states_are_asked_for_at_once(programme: Programme) -> None:
    await change(programme, programme.studio, state="SUSPENDED")
    query = f"&round_id={programme.round}"
    recruiting = await ids(programme, programme.person(), query + "&state=RECRUITING&state=ACTIVE")
    assert set(recruiting) == {str(programme.other_studio), str(programme.far_studio)}
    assert await ids(programme, programme.person(), query + "&state=SUSPENDED") == [str(programme.studio)]
    assert (await programme.call("GET", "/studios?state=OPEN", programme.city)).status_code == 422


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


async def opening(programme: Programme, round_id: UUID | None = None, **changes: Any) -> Any:
    body = programme.round_body(**changes)
    return await programme.call("PUT", f"/rounds/{round_id or uuid7()}", programme.city, body)


@pytest.mark.parametrize("state", LIFE.states)
async def test_a_round_is_opened_for_studios_that_recruit(programme: Programme, state: str) -> None:
    county = str(programme.far_studio.int)[-6:]
    await change(programme, programme.far_studio, county=county, state=state)
    by_county = await opening(programme, counties=[county])
    named = await opening(programme, studio_ids=[str(programme.far_studio), str(programme.studio)])
    if state in RECRUITS:
        assert (by_county.json()["studios"], named.json()["studios"]) == (1, 2)
        return
    assert code(by_county, 422) == "no_studios"
    assert code(named, 422) == "studio_not_recruiting"
    assert [fault["field"] for fault in named.json()["errors"]] == ["studio_ids"]
    assert "夏知远" in named.json()["errors"][0]["detail"]
    assert "林晓岚" not in named.json()["errors"][0]["detail"]
    mixed = await opening(programme, counties=[county], studio_ids=[str(programme.studio)])
    assert mixed.json()["studios"] == 1


async def test_the_same_opening_again_changes_nothing_though_a_studio_has_stopped(programme: Programme) -> None:
    county, round_id = str(programme.far_studio.int)[-6:], uuid7()
    await change(programme, programme.far_studio, county=county)
    body = programme.round_body(counties=[county], studio_ids=[str(programme.studio)])

    async def again(**changes: Any) -> Any:
        return await programme.call("PUT", f"/rounds/{round_id}", programme.city, body | changes)

    assert (await again()).json()["studios"] == 2
    await change(programme, programme.far_studio, state="SUSPENDED")
    await change(programme, programme.studio, state="TERMINATED")
    assert (await again()).json()["studios"] == 2
    for other in (
        {"counties": []}, {"studio_ids": []}, {"studio_ids": [str(programme.other_studio)]}, {"counties": [county, WENCHENG]},
    ):  # fmt: skip
        assert code(await again(**other), 409) == "round_exists"


@pytest.mark.parametrize("state", [state for state in LIFE.states if state not in RECRUITS])
async def test_nothing_is_sent_to_a_studio_that_recruits_nobody(programme: Programme, state: str) -> None:
    application, version = await programme.draft()
    since = clock.business()
    await change(programme, programme.studio, state=state, state_since=since)
    path = f"/applications/{application}/submit"
    refused = await programme.call("POST", path, programme.person(), {"version": version})
    assert code(refused, 409) == "studio_not_recruiting"
    told = refused.json()
    assert [fault["field"] for fault in told["errors"]] == ["studio_id"]
    assert (told["state"], told["at"][:19]) == (state, since.isoformat()[:19])
    assert await programme.state(application) == "DRAFT"
    await change(programme, programme.studio, state="ACTIVE")
    await programme.send(application, version)
    assert await programme.state(application) == "SUBMITTED"


async def test_a_correction_goes_to_another_studio_when_the_first_has_ended(programme: Programme) -> None:
    application, version = await returned(programme)
    await change(programme, programme.studio, state="TERMINATED")
    path = f"/applications/{application}/submit"
    refused = await programme.call("POST", path, programme.person(), {"version": version})
    assert code(refused, 409) == "studio_not_recruiting"
    body = {"studio_id": str(programme.other_studio), "base_version": version}
    saved = await programme.ok("PUT", f"/applications/{application}", programme.person(), body)
    await programme.send(application, saved["version"])
    assert await programme.state(application) == "SUBMITTED"


async def test_suspended_while_one_submits_is_refused(programme: Programme) -> None:
    application, version = await programme.draft()
    await change(programme, programme.studio, state="ACTIVE")
    done = await second_while_first_is_open(
        programme,
        lambda transaction: turn(transaction, programme.studio, "suspend", WHY, CLERK),
        lambda transaction: submit(transaction, application, programme.teacher, version),
    )
    assert outcome(done[1]) == "studio_not_recruiting"
    assert await programme.state(application) == "DRAFT"


async def test_a_suspension_waits_for_what_is_being_submitted(programme: Programme) -> None:
    application, version = await programme.draft()
    await change(programme, programme.studio, state="ACTIVE")
    waited: list[bool] = []

    async def suspend(transaction: Any) -> None:
        await turn(transaction, programme.studio, "suspend", WHY, CLERK)
        waited.append(await programme.state(application) == "SUBMITTED")

    await second_while_first_is_open(
        programme, lambda transaction: submit(transaction, application, programme.teacher, version), suspend
    )
    assert waited == [True]


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
