"""First passwords for people who have none, in a file for their owner alone; nothing else ever holds them."""

import csv
import os
import secrets
from collections.abc import Iterable
from pathlib import Path

from songjiao.loading.records import Person

# Without what is mistaken for something else: 0 and O, 1, l and I.
SIGNS = "abcdefghjkmnpqrstuvwxyz23456789"
GROUPS, GROUP = 4, 4
HEADER = ("login", "name", "password")


class Passwords:
    """The file: one line a person. A load that was broken off finds its passwords again."""

    def __init__(self, file: Path) -> None:
        """Raises OSError or ValueError for a file that is there and is not ours."""
        self._file = file
        self._lines: dict[str, tuple[str, str]] = {}
        if file.exists():
            with file.open(encoding="utf-8-sig", newline="") as opened:
                lines = list(csv.reader(opened))
            if not lines or tuple(lines[0]) != HEADER:
                raise ValueError(f"{file} 不是密码文件，未改动 / is no file of passwords and was left alone")
            self._lines = {login: (name, password) for login, name, password in lines[1:]}

    def given_to(self, people: Iterable[Person]) -> dict[str, str]:
        """A password for each, by login; written down before it is used."""
        wanted = list(people)
        for person in wanted:
            self._lines.setdefault(person.login, (person.name, new_password()))
        if wanted:
            self._write()
        return {person.login: self._lines[person.login][1] for person in wanted}

    def _write(self) -> None:
        draft = self._file.with_name(f"{self._file.name}.new")
        draft.unlink(missing_ok=True)
        with os.fdopen(
            os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="utf-8-sig", newline=""
        ) as file:
            writer = csv.writer(file)
            writer.writerow(HEADER)
            writer.writerows((login, *rest) for login, rest in self._lines.items())
        draft.replace(self._file)


def new_password() -> str:
    """Nearly 80 bits, in groups that can be read over the telephone."""
    return "-".join("".join(secrets.choice(SIGNS) for _ in range(GROUP)) for _ in range(GROUPS))
