"""Due dates by China's holiday arrangements."""

from datetime import date, datetime

import pytest

from chassis.clock import SHANGHAI
from chassis.working_days import after, announced_until, is_provisional, is_working_day, working_days_left
from contracts.spans import Span
from services.approvals.domain.urgency import Calendar


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=SHANGHAI)


@pytest.mark.parametrize(
    ("opened", "days", "due"),
    [
        ("2022-04-13 09:30", 1, "2022-04-14 09:30"),
        # A Sunday: the first working day after it.
        ("2022-04-17 14:30", 1, "2022-04-18 14:30"),
        # 清明 2022: 3 to 5 April off, Saturday 2 April worked.
        ("2022-04-01 16:00", 1, "2022-04-02 16:00"),
        ("2022-04-01 16:00", 2, "2022-04-06 16:00"),
        # 国庆 2021: 1 to 7 October off, Saturday 9 October worked.
        ("2021-09-29 08:00", 3, "2021-10-09 08:00"),
        # No arrangement is out for 2030: Monday to Friday, without the days that are holidays by date.
        ("2030-09-30 08:00", 1, "2030-10-04 08:00"),
        # New Year's Eve (lunar) 2030 is 2 February, a Saturday; the three days after it are off, and no more.
        ("2030-02-01 08:00", 1, "2030-02-06 08:00"),
        ("2029-12-31 08:00", 1, "2030-01-02 08:00"),
        ("2022-04-13 09:30", 0, "2022-04-13 09:30"),
    ],
)
def test_working_days_later(opened: str, days: int, due: str) -> None:
    assert after(at(opened), Span(amount=days, unit="working_days")) == at(due)


def test_the_date_is_shanghais() -> None:
    # 17:00 UTC on Thursday is Friday in Shanghai; one working day later is Monday.
    opened = datetime.fromisoformat("2022-04-14T17:00:00+00:00")
    assert after(opened, Span(amount=1, unit="working_days")) == at("2022-04-18 01:00")


def test_other_units_are_plain_time() -> None:
    assert after(at("2022-04-15 23:00"), Span(amount=90, unit="minutes")) == at("2022-04-16 00:30")


def test_days_left_count_working_days_and_go_below_zero() -> None:
    now = at("2022-04-01 16:00")
    assert working_days_left(now, at("2022-04-01 23:00")) == 0
    assert working_days_left(now, at("2022-04-06 09:00")) == 2
    assert working_days_left(at("2022-04-06 09:00"), now) == -2


def test_a_holiday_is_none() -> None:
    assert not is_working_day(date(2022, 10, 3))


def test_by_the_lunar_and_the_solar_calendar_where_nothing_is_announced() -> None:
    off = ("2030-01-01", "2030-04-05", "2030-05-01", "2030-05-02", "2030-06-05", "2030-09-12", "2030-10-03")
    worked = ("2030-05-03", "2030-10-04", "2030-10-07", "2030-01-02")
    assert [day for day in (*off, *worked) if is_working_day(date.fromisoformat(day))] == list(worked)


def test_what_is_due_in_a_year_without_an_arrangement_is_provisional() -> None:
    last = announced_until()
    assert (last.month, last.day) == (12, 31)
    assert not is_provisional(datetime(last.year, 12, 31, 23, 59, tzinfo=SHANGHAI))
    assert is_provisional(datetime(last.year + 1, 1, 1, tzinfo=SHANGHAI))


@pytest.mark.parametrize(
    ("due", "urgency"),
    [
        ("2022-04-13 14:29", "overdue"),
        ("2022-04-13 14:30", "today"),
        ("2022-04-13 23:59", "today"),
        ("2022-04-14 00:00", "week"),
        ("2022-04-17 23:59", "week"),
        ("2022-04-18 00:00", "later"),
    ],
)
def test_urgency_goes_by_days_people_count_in(due: str, urgency: str) -> None:
    assert Calendar.at(at("2022-04-13 14:30")).of(at(due)) == urgency
