"""What the decisions of several offices that have a stage together amount to."""

from collections.abc import Sequence
from dataclasses import dataclass

from contracts.commands.approvals import Decision

APPROVE = "approve"


@dataclass(frozen=True)
class Outcome:
    """The stage's verb, by seat the decisions it rests on, and those it does not need."""

    verb: str
    rests_on: dict[int, Decision]
    unneeded: tuple[Decision, ...] = ()


def outcome(mode: str, decided: dict[int, Decision], seats: Sequence[int]) -> Outcome | None:
    """What it comes to; None while others must still be heard.

    `all`: the first to do anything but approve settles it, else everybody must have approved. Any other mode: the first to
    decide decides, by the moment of the decision and not of its arrival.
    """
    in_time = sorted(decided.items(), key=lambda item: (item[1].decided_at, item[0]))
    if not in_time:
        return None
    if mode != "all":
        (seat, first), *others = in_time
        return Outcome(first.verb, {seat: first}, tuple(decision for _, decision in others))
    for place, (_, decision) in enumerate(in_time):
        if decision.verb != APPROVE:
            return Outcome(decision.verb, dict(in_time[: place + 1]), tuple(other for _, other in in_time[place + 1 :]))
    return Outcome(APPROVE, dict(in_time)) if set(decided) == set(seats) else None
