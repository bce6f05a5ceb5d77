"""Reads a folder's files one after another, and gathers what is wrong in them."""

import csv
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import yaml
from pydantic import ValidationError

from songjiao.loading.faults import Fault, place
from songjiao.loading.records import Record


class Reader:
    """Reads files one after another and gathers what is wrong in them."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.faults: list[Fault] = []

    def document[R: Record](self, name: str, record: type[R]) -> R | None:
        """A YAML file that is one record."""
        return self._checked(name, "", lambda: record.model_validate(yaml.safe_load(self._text(name))))

    def table[R: Record](self, name: str, record: type[R]) -> tuple[R, ...]:
        """A CSV file with a header, one record a row."""
        rows = self._checked(name, "", lambda: list(csv.DictReader(self._text(name).splitlines()))) or []
        if not rows:
            self.faults.append(Fault(name, "", "", "没有数据 / no rows"))
        return tuple(found for index, row in enumerate(rows) for found in self._row(name, index, row, record))

    def _row[R: Record](self, name: str, index: int, row: dict[str, Any], record: type[R]) -> Iterator[R]:
        found = self._checked(name, place(name, index), lambda: record.model_validate(row))
        if found is not None:
            yield found

    def _text(self, name: str) -> str:
        # utf-8-sig: spreadsheet programs put a byte order mark before what they save as UTF-8
        return (self.folder / name).read_text("utf-8-sig")

    def _checked[R](self, name: str, row: str, read: Callable[[], R]) -> R | None:
        try:
            return read()
        except ValidationError as error:
            for fault in error.errors(include_url=False):
                path = ".".join(str(part) for part in fault["loc"])
                self.faults.append(Fault(name, row, path, f"{fault['msg']} ({fault['input']!r:.60})"))
        except (OSError, UnicodeError, yaml.YAMLError, csv.Error) as error:
            self.faults.append(Fault(name, row, "", f"无法读取 / cannot be read: {' '.join(str(error).split())}"))
        return None
