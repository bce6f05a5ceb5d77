"""How lists of studios are counted and narrowed, and which studios count as short of members."""

from itertools import product
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import text

from chassis import clock
from chassis.ids import uuid7
from contracts.events.directory import RuleSetPublished
from contracts.rules import VERSION_1
from services.enrollment.domain.studio.states import LIFE, NEEDS_MEMBERS
from tests.services.enrollment.programme import TAISHUN, WENCHENG, Programme
from tests.services.enrollment.studio.arranging import change, ids, members


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
