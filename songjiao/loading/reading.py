"""From a file to a city: read, checked row by row, then as a whole; loaded is only what has no fault."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from songjiao.loading.checks import check
from songjiao.loading.city import City
from songjiao.loading.documents import read_document
from songjiao.loading.faults import Fault, FaultyError
from songjiao.loading.forms import APPOINTMENTS, COUNTIES, PEOPLE, SCHOOLS, SHEETS, STUDIOS, Sheet
from songjiao.loading.tables import RawRow, Tables
from songjiao.loading.workbook import read_workbook

SHOWN = 40


def read_city(file: Path) -> City:
    """A city from a workbook or a YAML file; raises FaultyError naming every fault with sheet, row and column."""
    tables = read_workbook(file) if file.suffix.lower() in (".xlsx", ".xlsm") else read_document(file)
    city, faults = settle(tables)
    if city is None or faults:
        raise FaultyError(faults)
    return city


def settle(tables: Tables) -> tuple[City | None, list[Fault]]:
    """The city the tables tell of, and everything that is wrong. Rows are compared only when each is right in itself."""
    faults = list(tables.faults)
    if not faults:
        faults += [
            Fault(sheet.title, "", "", "缺少这张表，或表中没有数据 / this sheet is missing or empty")
            for sheet in SHEETS
            if not tables.rows.get(sheet.key)
        ]
    rows: dict[str, tuple[Any, ...]] = {}
    for sheet in SHEETS:
        rows[sheet.key] = tuple(_records(sheet, tables.rows.get(sheet.key, []), faults))
    if faults:
        return None, faults
    city = City(*(rows[sheet.key] for sheet in (COUNTIES, SCHOOLS, PEOPLE, APPOINTMENTS, STUDIOS)))
    return city, list(check(city))


def _records(sheet: Sheet, rows: list[RawRow], faults: list[Fault]) -> Iterator[Any]:
    for row in rows:
        try:
            yield sheet.record.model_validate(row.values | {"place": row.place})
        except ValidationError as error:
            told: dict[str, Any] = {}
            for fault in error.errors(include_url=False):
                # A part of a list is a part of its cell: one fault a cell.
                told.setdefault(str(fault["loc"][0]), fault)
            faults += [Fault(sheet.title, row.place, sheet.column(name).title, _told(sheet, name, fault))
                       for name, fault in told.items()]  # fmt: skip


def _told(sheet: Sheet, name: str, fault: Any) -> str:
    column = sheet.column(name)
    if fault["type"] == "missing":
        return "必填 / must be filled in"
    shown = str(fault["input"])[:SHOWN]
    if fault["type"] == "value_error":
        return f"{fault['ctx']['error']} (“{shown}”)"
    return f"不能是“{shown}” / cannot be “{shown}”；{column.rule}"
