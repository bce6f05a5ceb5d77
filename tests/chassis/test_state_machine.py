"""State machines as data."""

from typing import Any, Literal

import pytest

from chassis.state_machine import Machine

Light = Literal["RED", "GREEN", "BROKEN"]
LIGHT = Machine[Light](
    [("RED", "go", "GREEN"), ("GREEN", "stop", "RED"), ("RED", "break", "BROKEN"), ("GREEN", "break", "BROKEN")],
    decisions={("police", "approve"): "go"},
)


def test_a_machine_says_what_leads_where() -> None:
    assert LIGHT.sources("break") == ("RED", "GREEN")
    assert LIGHT.target("break") == "BROKEN"
    assert LIGHT.states == ("RED", "GREEN", "BROKEN")
    assert LIGHT.final == {"BROKEN"}
    assert LIGHT.decisions["police", "approve"] == "go"
    assert LIGHT.allows("RED", "go")
    assert not LIGHT.allows("GREEN", "go")


def test_what_does_not_exist_is_nowhere_allowed() -> None:
    assert LIGHT.sources("fly") == ()
    with pytest.raises(KeyError):
        LIGHT.target("fly")


@pytest.mark.parametrize(
    ("changes", "decisions"),
    [
        ([("RED", "go", "GREEN"), ("BROKEN", "go", "RED")], {}),
        ([("RED", "go", "GREEN"), ("RED", "go", "GREEN")], {}),
        ([("RED", "go", "GREEN")], {("police", "approve"): "fly"}),
    ],
)
def test_a_machine_that_says_two_things_is_none(changes: Any, decisions: Any) -> None:
    with pytest.raises(ValueError, match=r"ambiguous|do not exist"):
        Machine(changes, decisions)
