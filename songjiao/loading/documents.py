"""Reads one YAML file with a list for each sheet, under the Chinese or the English names."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import yaml

from songjiao.loading.faults import Fault, entry
from songjiao.loading.forms import SHEETS, Sheet
from songjiao.loading.tables import RawRow, Tables, column_of, is_note, plain, sheet_of


def read_document(file: Path) -> Tables:
    """All lists; what cannot be read is among the faults."""
    tables = Tables()
    try:
        content = yaml.safe_load(file.read_text("utf-8-sig"))
    except (OSError, UnicodeError, yaml.YAMLError, ValueError) as error:
        told = " ".join(str(error).split())
        tables.faults.append(Fault(file.name, "", "", f"无法读取 / cannot be read: {told}"))
        return tables
    if not isinstance(content, dict):
        known = ", ".join(sheet.key for sheet in SHEETS)
        tables.faults.append(Fault(file.name, "", "", f"应有这些列表 / these lists are expected: {known}"))
        return tables
    for name, entries in content.items():
        _list(str(name), entries, tables)
    return tables


def _list(name: str, entries: Any, tables: Tables) -> None:
    sheet = sheet_of(name)
    if sheet is None and is_note(name):
        return
    if sheet is None:
        known = ", ".join(sheet.key for sheet in SHEETS)
        tables.faults.append(Fault(name, "", "", f"没有这种列表，应为 / no such list; there are: {known}"))
    elif sheet.key in tables.rows:
        tables.faults.append(Fault(name, "", "", f"“{sheet.zh}”出现两次 / this list is there twice"))
    elif not isinstance(entries, list):
        tables.faults.append(Fault(sheet.title, "", "", "应为列表 / a list is expected"))
    else:
        tables.rows[sheet.key] = list(_entries(sheet, entries, tables.faults))


def _entries(sheet: Sheet, entries: list[Any], faults: list[Fault]) -> Iterator[RawRow]:
    for number, given in enumerate(entries, 1):
        if not isinstance(given, dict):
            faults.append(Fault(sheet.title, entry(number), "", "应为“名称: 值” / fields with values are expected"))
            continue
        values: dict[str, Any] = {}
        for name, value in given.items():
            column = column_of(sheet, str(name))
            if column is None:
                faults.append(Fault(sheet.title, entry(number), str(name), "没有这一项 / no such field"))
            elif column.field in values:
                faults.append(Fault(sheet.title, entry(number), column.title, "出现两次 / it is there twice"))
            elif (settled := plain(value)) is not None:
                values[column.field] = settled
        yield RawRow(entry(number), values)
