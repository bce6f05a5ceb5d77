"""Rows as they stand in a file, before anything is known of their values."""

import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from songjiao.loading.faults import Fault
from songjiao.loading.forms import EXAMPLE, NOTES, SHEETS, Column, Sheet


@dataclass(frozen=True)
class RawRow:
    """One row: its place, and the values of its fields that are not empty."""

    place: str
    values: dict[str, Any]


@dataclass
class Tables:
    """Rows by the key of their sheet, and what was wrong already."""

    rows: dict[str, list[RawRow]] = field(default_factory=dict)
    faults: list[Fault] = field(default_factory=list)


def named(name: str) -> str:
    """A name of a sheet or column without what people add: spaces, width, case, a star for what must be filled in."""
    return "".join(unicodedata.normalize("NFKC", name).replace("*", "").split()).strip(":").casefold()


def sheet_of(name: str) -> Sheet | None:
    """The sheet that bears this name."""
    return next((sheet for sheet in SHEETS if named(name) in map(named, sheet.names)), None)


def is_note(name: str) -> bool:
    """Whether the sheet is for people only."""
    return named(name) in NOTES


def is_example(sheet: Sheet, values: dict[str, Any]) -> bool:
    """Whether the row is there to show how it is done."""
    first = values.get(sheet.columns[0].field)
    return isinstance(first, str) and first.startswith((EXAMPLE, "例:"))


def column_of(sheet: Sheet, name: str) -> Column | None:
    """The column that bears this name; `代码 code` and `代码(code)` are fine too."""
    plain = named(name)
    for column in sheet.columns:
        zh, key = map(named, column.names)
        if plain in (zh, key, zh + key, f"{zh}({key})"):
            return column
    return None


def plain(value: Any) -> Any:
    """A cell as the record wants it: numbers of codes and telephones become text, empty text becomes None."""
    if isinstance(value, bool) or value is None or isinstance(value, date | datetime):
        return str(value) if isinstance(value, bool) else value
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    if isinstance(value, Sequence) and not isinstance(value, str):
        return [plain(part) for part in value]
    text = unicodedata.normalize("NFC", str(value)).strip().strip("\ufeff\u3000 ")
    return text.translate(_WIDE_DIGITS) or None


def missing(sheet: Sheet, found: Iterable[Column]) -> list[Fault]:
    """Columns that must be there and are not."""
    there = {column.field for column in found}
    return [
        Fault(sheet.title, "", column.title, "缺少这一列 / this column is missing")
        for column in sheet.columns
        if column.must and column.field not in there
    ]


_WIDE_DIGITS = {0xFF10 + digit: str(digit) for digit in range(10)}
