"""Every state of a studio and every way from one to another (domain rules, §5a), as data."""

from typing import Final, NamedTuple

from services.enrollment.domain.words import FundState, StudioState


class Change(NamedTuple):
    """One permitted change."""

    source: StudioState
    action: str
    target: StudioState


LIVING: Final[tuple[StudioState, ...]] = (
    "NOMINATED", "QUALIFIED", "DISPATCHED", "BASE_DECLINED", "BASE_PROPOSED", "BASE_CONFIRMED", "RECRUITING", "ACTIVE",
    "SUSPENDED",
)  # fmt: skip

CHANGES: Final = (
    Change("NOMINATED", "qualify", "QUALIFIED"),
    Change("NOMINATED", "disqualify", "REJECTED"),
    Change("QUALIFIED", "dispatch", "DISPATCHED"),
    Change("DISPATCHED", "propose", "BASE_PROPOSED"),
    Change("BASE_DECLINED", "propose", "BASE_PROPOSED"),
    Change("BASE_PROPOSED", "confirm", "BASE_CONFIRMED"),
    Change("BASE_PROPOSED", "decline", "BASE_DECLINED"),
    Change("BASE_CONFIRMED", "recruit", "RECRUITING"),
    Change("RECRUITING", "activate", "ACTIVE"),
    Change("ACTIVE", "suspend", "SUSPENDED"),
    Change("SUSPENDED", "resume", "ACTIVE"),
    *(Change(state, "terminate", "TERMINATED") for state in LIVING),
)

STATES: Final[tuple[StudioState, ...]] = tuple(
    dict.fromkeys(state for change in CHANGES for state in (change.source, change.target))
)
# What a teacher may apply to, and what everybody who is signed in may see.
RECRUITS: Final[tuple[StudioState, ...]] = ("RECRUITING", "ACTIVE")
OPEN_TO_ALL: Final[tuple[StudioState, ...]] = ("RECRUITING", "ACTIVE", "SUSPENDED", "TERMINATED")
# Those that are to have members (Art. 4.1): before, nobody could join, and afterwards nobody is missing.
NEEDS_MEMBERS: Final[tuple[StudioState, ...]] = ("RECRUITING", "ACTIVE", "SUSPENDED")
# From here on nothing of the establishment is left to be done.
ESTABLISHED: Final[tuple[StudioState, ...]] = ("ACTIVE", "SUSPENDED", "REJECTED", "TERMINATED")

DECISIONS: Final[dict[tuple[str, str], str]] = {
    ("qualification", "approve"): "qualify",
    ("qualification", "reject"): "disqualify",
    ("base_confirmation", "approve"): "confirm",
    ("base_confirmation", "reject"): "decline",
}

FUND_BEFORE: Final[dict[FundState, FundState | None]] = {
    "APPLIED_FOR": None,
    "ALLOCATED": "APPLIED_FOR",
    "RECEIVED": "ALLOCATED",
}


def sources(action: str) -> tuple[StudioState, ...]:
    """The states an action may be taken in; none for an action that does not exist."""
    return tuple(change.source for change in CHANGES if change.action == action)


def target(action: str) -> StudioState:
    """The state an action leads to. Raises KeyError for an action that does not exist."""
    return {change.action: change.target for change in CHANGES}[action]
