"""How dates, durations, money and phone numbers are written on pages, in Chinese and in English."""

import re
import unicodedata
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from math import ceil
from typing import Any

from chassis import clock
from chassis.clock import SHANGHAI
from chassis.working_days import is_provisional

WEEKDAYS = "一二三四五六日"
UNITS_ZH = ("天", "小时", "分钟")
UNITS_EN = ("day", "hour", "minute")


def moment(value: str | datetime) -> datetime:
    """A service's timestamp as a moment in Shanghai; one without a zone is read as UTC."""
    read = datetime.fromisoformat(value) if isinstance(value, str) else value
    return (read if read.tzinfo else read.replace(tzinfo=UTC)).astimezone(SHANGHAI)


def date(value: str | datetime | None, language: str = "zh") -> str:
    """2026年11月22日（周日）; a dash where there is none."""
    if value is None:
        return "—"
    at = moment(value)
    if language == "en":
        return at.strftime("%a, %-d %b %Y")
    return f"{at.year}年{at.month}月{at.day}日（周{WEEKDAYS[at.weekday()]}）"


def date_and_time(value: str | datetime | None, language: str = "zh") -> str:
    """2026年11月22日（周日）14:30; a dash where there is none."""
    if value is None:
        return "—"
    at = moment(value)
    return f"{date(at, language)}{', ' if language == 'en' else ''}{at:%H:%M}"


def seconds_left(value: str | datetime) -> int:
    """Whole seconds of business time until a moment has come; 0 where it has."""
    return max(0, ceil((moment(value) - clock.business()).total_seconds()))


def short(value: str | datetime | None, language: str = "zh") -> str:
    """11月22日 14:30, for rows and diagrams."""
    if value is None:
        return "—"
    at = moment(value)
    return at.strftime("%-d %b, %H:%M") if language == "en" else f"{at.month}月{at.day}日 {at:%H:%M}"


def tentative(value: str | datetime | None, language: str = "zh") -> str:
    """What follows a due date: nothing, or that the year's holiday arrangement is not out yet."""
    if value is None or not is_provisional(moment(value)):
        return ""
    return " (provisional)" if language == "en" else "（暂定）"


def clock_time(value: str | datetime) -> str:
    """14:03"""
    return f"{moment(value):%H:%M}"


def for_input(value: str | datetime | None) -> str:
    """What a `datetime-local` field holds, in Shanghai time."""
    return "" if value is None else f"{moment(value):%Y-%m-%dT%H:%M}"


def from_input(value: str) -> str:
    """The UTC timestamp of a `datetime-local` field; raises ValueError for anything else."""
    return datetime.fromisoformat(value).replace(tzinfo=SHANGHAI).astimezone(UTC).isoformat()


def length(span: timedelta, language: str = "zh") -> str:
    """The largest unit of a span, rounded down: 3 天, 5 小时, 12 分钟; under a minute, 不到 1 分钟."""
    minutes = int(abs(span).total_seconds() // 60)
    amounts = (minutes // 1440, minutes // 60, minutes)
    for amount, zh, en in zip(amounts, UNITS_ZH, UNITS_EN, strict=True):
        if amount:
            return f"{amount} {en}{'s' if amount > 1 else ''}" if language == "en" else f"{amount} {zh}"
    return "less than a minute" if language == "en" else "不到 1 分钟"


def span(seconds: int, language: str = "zh") -> str:
    """How long, from seconds: 3 天, 5 小时, 12 分钟."""
    return length(timedelta(seconds=seconds), language)


def money(fen: int) -> str:
    """¥20,000.00 from integer fen."""
    sign = "-" if fen < 0 else ""
    return f"{sign}¥{abs(fen) // 100:,}.{abs(fen) % 100:02d}"


def fact_value(fact: Mapping[str, Any], language: str = "zh") -> str:
    """What a case says of itself, by the kind of value it is; one of a kind not known here is shown as it came."""
    value = str(fact["value"])
    try:
        match fact["type"]:
            case "date":
                return date(value, language)
            case "money":
                return money(int(value))
    except ValueError:
        return value
    return value


def fen_of(yuan: str) -> int:
    """Integer fen of what people write for money: 20000, 20,000.00, ¥20000, 20000元. Raises ValueError for anything else."""
    plain = unicodedata.normalize("NFKC", yuan).strip().removeprefix("¥").removesuffix("元").replace(",", "").strip()
    if re.fullmatch(r"\d{1,10}(\.\d{1,2})?", plain, re.ASCII) is None:
        raise ValueError(yuan)
    whole, _, part = plain.partition(".")
    return int(whole) * 100 + int(part.ljust(2, "0"))


def size(count: int) -> str:
    """A file's size, in kB or MB of 1,024."""
    return f"{count / 1048576:.1f} MB" if count >= 1048576 else f"{max(1, round(count / 1024))} kB"
