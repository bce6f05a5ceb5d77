"""What the decisions of several offices that have a stage together amount to."""

from dataclasses import dataclass

from contracts.commands.approvals import Decision

APPROVE = "approve"
# The modes in which offices are settled by one outcome; in all others each is settled by itself.
TOGETHER = ("all", "any")


@dataclass(frozen=True)
class Outcome:
    """The decision that settles the stage, and by seat all it rests on."""

    settled_by: Decision
    rests_on: dict[int, Decision]

    @property
    def verb(self) -> str:
        """The stage's verb."""
        return self.settled_by.verb


def outcome(mode: str, decided: dict[int, Decision], seats: int) -> Outcome | None:
    """What it comes to, of so many seats; None while others must still be heard.

    `all`: the first to do anything but approve settles it, else everybody must have approved. Any other mode: the first to
    decide decides, by the moment of the decision and not of its arrival.
    """
    in_time = sorted(decided.items(), key=lambda item: (item[1].decided_at, item[0]))
    for place, (seat, decision) in enumerate(in_time):
        if mode != "all":
            return Outcome(decision, {seat: decision})
        if decision.verb != APPROVE or place == seats - 1:
            return Outcome(decision, dict(in_time[: place + 1]))
    return None
