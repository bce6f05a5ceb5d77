"""What others may rely on: the schemas of events, commands and rules, each in a file under review."""

import json
import os
from pathlib import Path
from typing import Any

import pytest
from pydantic import BaseModel

from contracts import commands, events
from contracts.envelope import REGISTRY, Envelope
from contracts.kinds import owners
from contracts.rules import VERSION_1, RuleSet
from contracts.topology import ACTIVITIES, services

GOLDEN = Path(__file__).parent / "golden"

ADVICE = """The schema of {name} differs from its golden file.
Others read messages of this form, some of them written long ago. A new optional field is harmless: renew the file with
`RENEW_GOLDEN=1 pytest tests/contracts`. Anything else needs a new VERSION of the event, and readers that understand both."""


def schemas() -> dict[str, dict[str, Any]]:
    """Everything that crosses a process boundary, by name and version."""
    assert events.__all__
    found: dict[str, type[BaseModel]] = {"envelope": Envelope, "rules": RuleSet}
    # Not what tests say with owners of their own.
    spoken = {*services(), ACTIVITIES}
    found |= {f"{name}.v{event.VERSION}": event for name, event in REGISTRY.items() if name.split(".")[0] in spoken}
    of_cases = (command for owner in owners() for command in commands.cases.commands_of(owner).all)
    for command in (*commands.approvals.COMMANDS, *commands.enrollment.COMMANDS, *of_cases):
        found |= {f"cmd.{command.name}.asked": command.asked, f"cmd.{command.name}.given": command.given}
    return {name: model.model_json_schema() for name, model in found.items()}


@pytest.mark.parametrize("name", sorted(schemas()))
def test_schema_is_what_was_agreed(name: str) -> None:
    file = GOLDEN / f"{name}.json"
    schema = json.dumps(schemas()[name], ensure_ascii=False, indent=1, sort_keys=True) + "\n"
    if os.environ.get("RENEW_GOLDEN"):
        GOLDEN.mkdir(exist_ok=True)
        file.write_text(schema)
    assert (file.read_text() if file.exists() else "") == schema, ADVICE.format(name=name)


def test_no_golden_file_is_left_over() -> None:
    assert {file.stem for file in GOLDEN.glob("*.json")} == set(schemas())


def test_version_1_of_the_rules_survives_a_round_trip() -> None:
    assert RuleSet.model_validate_json(VERSION_1.model_dump_json()) == VERSION_1
