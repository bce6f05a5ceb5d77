"""What is asked of typed text, whatever it is about."""

from typing import Final

from chassis.errors import Text
from contracts.writing import Writing

# Where no rule set is at hand, a reason is as long as version 1 has it [D].
SHORTEST_REASON: Final = Writing().shortest_reason
REQUIRED = Text("请填写这一项。", "Fill this in.")


def is_reason(typed: str, shortest: int = SHORTEST_REASON) -> bool:
    """Whether it says enough to be kept as the reason for something."""
    return len(typed.strip()) >= shortest
