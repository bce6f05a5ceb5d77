"""Reads a programme from its folder of files, as a whole or not at all, and says row by row what is wrong."""

from pathlib import Path
from typing import Any

from songjiao.demo.cases import DemoRules, Rounds, Scenarios, Texts
from songjiao.demo.checks import check, check_organisations
from songjiao.demo.programme import Organisations, Programme, ProgrammeError
from songjiao.demo.records import (
    Accounts,
    Areas,
    Nominations,
    People,
    School,
    Studio,
    Teacher,
)
from songjiao.loading.reader import Reader

DATA = Path(__file__).parent / "data"


def read_organisations(folder: Path) -> Organisations:
    """Only what a city is made of, for one that plays nothing; raises ProgrammeError naming every fault."""
    reader = Reader(folder)
    parts = _organisations(reader)
    if reader.faults:
        raise ProgrammeError(reader.faults)
    city = Organisations(**parts)
    if faults := list(check_organisations(city)):
        raise ProgrammeError(faults)
    return city


def _organisations(reader: Reader) -> dict[str, Any]:
    return {
        "areas": reader.document("areas.yaml", Areas),
        "schools": reader.table("schools.csv", School),
        "studios": reader.table("studios.csv", Studio),
        "teachers": reader.table("teachers.csv", Teacher),
        "people": reader.document("people.yaml", People),
    }


def read_programme(folder: Path = DATA) -> Programme:
    """Read and check a folder; raises ProgrammeError naming every fault with file, row and field."""
    reader = Reader(folder)
    parts = _organisations(reader) | {
        "accounts": reader.document("accounts.yaml", Accounts),
        "nominations": reader.document("nominations.yaml", Nominations),
        "rounds": reader.document("rounds.yaml", Rounds),
        "rules": reader.document("demo_rules.yaml", DemoRules),
        "scenarios": reader.document("scenarios.yaml", Scenarios),
        "texts": reader.document("texts.yaml", Texts),
    }
    if reader.faults:
        raise ProgrammeError(reader.faults)
    programme = Programme(**parts)
    if faults := list(check(programme)):
        raise ProgrammeError(faults)
    return programme
