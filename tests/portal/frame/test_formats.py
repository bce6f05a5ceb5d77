"""How dates, spans, money and phone numbers are written."""

import re
from datetime import timedelta

import pytest

from chassis.working_days import announced_until
from services.portal.frame import formats


def test_dates_are_those_of_shanghai() -> None:
    assert formats.date_and_time("2026-11-22T06:30:00Z") == "2026年11月22日（周日）14:30"
    assert formats.date("2026-11-22T16:30:00Z") == "2026年11月23日（周一）"
    assert formats.date_and_time("2026-11-22T06:30:00Z", "en") == "Sun, 22 Nov 2026, 14:30"
    assert formats.short(None) == "—"


def test_a_due_date_of_a_year_without_holiday_arrangement_is_provisional() -> None:
    known = announced_until()
    assert formats.tentative(f"{known.year}-12-31T06:30:00Z") == ""
    assert formats.tentative(f"{known.year + 1}-01-04T06:30:00Z") == "（暂定）"
    assert formats.tentative(f"{known.year}-12-31T17:30:00Z", "en") == " (provisional)"
    assert formats.tentative(None) == ""


def test_a_field_for_moments_goes_there_and_back() -> None:
    shown = formats.for_input("2026-11-22T06:30:00+00:00")
    assert shown == "2026-11-22T14:30"
    assert formats.from_input(shown) == "2026-11-22T06:30:00+00:00"
    with pytest.raises(ValueError, match="Invalid"):
        formats.from_input("soon")


@pytest.mark.parametrize(
    ("span", "zh", "en"),
    [
        (timedelta(seconds=40), "不到 1 分钟", "less than a minute"),
        (timedelta(minutes=1), "1 分钟", "1 minute"),
        (timedelta(hours=5, minutes=59), "5 小时", "5 hours"),
        (timedelta(days=3), "3 天", "3 days"),
    ],
)
def test_spans_are_told_in_the_largest_unit(span: timedelta, zh: str, en: str) -> None:
    assert formats.length(span) == zh
    assert formats.length(span, "en") == en


def test_money_is_written_from_fen() -> None:
    assert formats.money(2_000_000) == "¥20,000.00"
    assert formats.money(-5) == "-¥0.05"


@pytest.mark.parametrize(
    ("yuan", "fen"),
    [("20000", 2_000_000), ("20,000.00", 2_000_000), (" ¥0.5 ", 50), ("１２．３０元", 1230), ("0.05", 5)],
)
def test_money_is_read_into_fen(yuan: str, fen: int) -> None:
    assert formats.fen_of(yuan) == fen


@pytest.mark.parametrize("yuan", ["元", "两万", "-1", "1.234", "1e4", "2 0", "٢٠"])
def test_what_is_no_money_is_not_guessed_at(yuan: str) -> None:
    with pytest.raises(ValueError, match=re.escape(yuan)):
        formats.fen_of(yuan)


def test_sizes() -> None:
    assert formats.size(1) == "1 kB"
    assert formats.size(10 * 1024 * 1024) == "10.0 MB"
