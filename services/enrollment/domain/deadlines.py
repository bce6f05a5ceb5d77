"""Spans of time from a moment on. Working days follow the State Council's holiday arrangements."""

from datetime import date, datetime, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

import chinese_calendar

from contracts.rules import Span

SHANGHAI = ZoneInfo("Asia/Shanghai")
SATURDAY = 5
ONE_DAY = timedelta(days=1)


@lru_cache(maxsize=4096)
def is_working_day(day: date) -> bool:
    """Whether offices work that day; Monday to Friday in years no arrangement is out for."""
    try:
        return bool(chinese_calendar.is_workday(day))
    except NotImplementedError:
        return day.weekday() < SATURDAY


def after(moment: datetime, span: Span) -> datetime:
    """The moment a span later; working days keep the time of day in Shanghai."""
    if span.unit != "working_days":
        return moment + timedelta(**{span.unit: span.amount})
    local = moment.astimezone(SHANGHAI)
    day, left = local.date(), span.amount
    while left:
        day += ONE_DAY
        left -= is_working_day(day)
    return datetime.combine(day, local.timetz()).astimezone(moment.tzinfo)
