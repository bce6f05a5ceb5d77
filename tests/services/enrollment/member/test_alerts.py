"""A studio that becomes too small raises one alert, which those it concerns see until it is full again."""

from services.enrollment.commands.member.end import leave as leaving
from tests.services.enrollment.meeting import outcome, second_while_first_is_open
from tests.services.enrollment.member.membership import (
    COUNTY,
    MINIMUM,
    admitted,
    ending,
    filled,
    leave,
    open_alerts,
    trainee,
    transfer,
)
from tests.services.enrollment.programme import TAISHUN, Programme


async def test_an_alert_is_raised_once_and_resolved_once(programme: Programme) -> None:
    members = await filled(programme, MINIMUM + 1)
    county = programme.office(COUNTY)
    await leave(programme, members[0], county)
    assert await open_alerts(programme) == 0
    await leave(programme, members[1], county)
    await ending(programme, members[2])
    assert await open_alerts(programme) == 1
    alert = await programme.scalar("SELECT id FROM member_alerts WHERE studio_id = :id", id=programme.studio)
    assert await programme.events(alert) == ["studio.short_of_members"]
    (shown,) = [
        each
        for each in (await programme.ok("GET", "/members/alerts", county))["items"]
        if each["studio_id"] == str(programme.studio)
    ]
    assert (shown["members"], shown["minimum"], shown["county_name"]) == (8, MINIMUM, "文成县")
    back = await filled(programme, 2, programme.other_studio)
    await transfer(programme, back[0], programme.studio)
    assert await open_alerts(programme) == 1
    await transfer(programme, back[1], programme.studio)
    assert await open_alerts(programme) == 0
    assert await programme.events(alert) == ["studio.short_of_members", "studio.full_again"]


async def test_a_studio_that_falls_again_is_told_of_again(programme: Programme) -> None:
    members = await filled(programme, MINIMUM)
    await transfer(programme, members[0], programme.other_studio)
    assert await open_alerts(programme) == 1
    await admitted(programme)
    assert await open_alerts(programme) == 0
    await leave(programme, members[1], programme.city)
    assert await open_alerts(programme) == 1
    assert await programme.scalar("SELECT count(*) FROM member_alerts WHERE studio_id = :id", id=programme.studio) == 2


async def test_two_who_leave_at_once_raise_one_alert(programme: Programme) -> None:
    first, second, *_ = await filled(programme, MINIMUM + 1)
    done = await second_while_first_is_open(
        programme,
        lambda transaction: leaving(transaction, first, "因工作调动", programme.teacher),
        lambda transaction: leaving(transaction, second, "因工作调动", programme.teacher),
    )
    assert [outcome(each) for each in done] == ["Ended", "Ended"]
    assert await open_alerts(programme) == 1


async def test_a_studio_that_never_was_full_raises_none(programme: Programme) -> None:
    members = await filled(programme, 3)
    await leave(programme, members[0], programme.city)
    assert await open_alerts(programme) == 0


async def test_completion_ends_an_alert_without_calling_the_studio_full(programme: Programme) -> None:
    members = await filled(programme, MINIMUM)
    await leave(programme, members[0], programme.city)
    await programme.ok("POST", f"/studios/{programme.studio}/members/complete", programme.city)
    assert await open_alerts(programme) == 0
    alert = await programme.scalar("SELECT id FROM member_alerts WHERE studio_id = :id", id=programme.studio)
    assert await programme.events(alert) == ["studio.short_of_members"]


async def test_a_county_sees_its_own_alerts(programme: Programme) -> None:
    members = await filled(programme, MINIMUM)
    await leave(programme, members[0], programme.city)

    async def sees(headers: dict[str, str]) -> bool:
        items = (await programme.ok("GET", "/members/alerts", headers))["items"]
        return str(programme.studio) in [each["studio_id"] for each in items]

    assert await sees(programme.city)
    assert await sees(programme.office(COUNTY))
    assert not await sees(programme.office(f"county_office:{TAISHUN}"))
    assert not await sees(programme.person(await trainee(programme, members[1])))
