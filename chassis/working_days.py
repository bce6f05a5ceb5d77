"""Working days by the State Council's holiday arrangements.

Where none is out for a year yet, those of Monday to Friday that are no holiday by date each year [D]; what is due then is provisional.
"""

from datetime import date, datetime, timedelta
from functools import cache, lru_cache
from typing import Protocol

import chinese_calendar
from holidays.countries.china import China

from chassis.clock import SHANGHAI

SATURDAY = 5
ONE_DAY = timedelta(days=1)


class Length(Protocol):
    """A length of time: so many `working_days`, `days`, `hours`, `minutes` or `seconds`."""

    @property
    def amount(self) -> int:
        """How many."""

    @property
    def unit(self) -> str:
        """Of what."""


@lru_cache(maxsize=4096)
def is_working_day(day: date) -> bool:
    """Whether offices work on that day."""
    if day <= announced_until():
        return bool(chinese_calendar.is_workday(day))
    return day.weekday() < SATURDAY and day not in _holidays_by_date(day.year)


@cache
def announced_until() -> date:
    """The last day whose arrangement is known here."""
    return date(max(chinese_calendar.constants.holidays).year, 12, 31)


def is_provisional(moment: datetime) -> bool:
    """Whether something due then may become due on another day, once the arrangement of its year is out."""
    return moment.astimezone(SHANGHAI).date() > announced_until()


@cache
def _holidays_by_date(year: int) -> frozenset[date]:
    # Without the days off that are moved about each year: those nobody knows beforehand.
    return frozenset(China(years=year, observed=False))  # type: ignore[no-untyped-call]


def after(moment: datetime, length: Length) -> datetime:
    """The moment so much later.

    n working days later is the same time of day in Shanghai on the n-th working day after the present date: a task opened
    on a Sunday at 14:30 with one working day is due on Monday at 14:30.
    """
    if length.unit != "working_days":
        return moment + timedelta(**{length.unit: length.amount})
    local = moment.astimezone(SHANGHAI)
    day = local.date()
    for _ in range(length.amount):
        day += ONE_DAY
        while not is_working_day(day):
            day += ONE_DAY
    return datetime.combine(day, local.timetz()).astimezone(moment.tzinfo)


def working_days_left(now: datetime, due_at: datetime) -> int:
    """Working days from today until the due date; 0 is due today, and below zero so many days too late."""
    return _between(now.astimezone(SHANGHAI).date(), due_at.astimezone(SHANGHAI).date())


@lru_cache(maxsize=4096)
def _between(today: date, due: date) -> int:
    sign, first, last = (1, today, due) if due >= today else (-1, due, today)
    days = (first + timedelta(days=n) for n in range(1, (last - first).days + 1))
    return sign * sum(map(is_working_day, days))
