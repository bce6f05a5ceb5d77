"""Every state of a studio and every way from one to another (domain rules, §5a), as data."""

from typing import Final

from chassis.state_machine import Machine
from services.enrollment.domain.words import FundState, StudioState

LIVING: Final[tuple[StudioState, ...]] = (
    "NOMINATED", "QUALIFIED", "DISPATCHED", "BASE_DECLINED", "BASE_PROPOSED", "BASE_CONFIRMED", "RECRUITING", "ACTIVE",
    "SUSPENDED",
)  # fmt: skip

LIFE: Final = Machine[StudioState](
    (
        ("NOMINATED", "qualify", "QUALIFIED"),
        ("NOMINATED", "refuse", "REJECTED"),
        ("QUALIFIED", "dispatch", "DISPATCHED"),
        ("DISPATCHED", "propose", "BASE_PROPOSED"),
        ("BASE_DECLINED", "propose", "BASE_PROPOSED"),
        ("BASE_PROPOSED", "confirm", "BASE_CONFIRMED"),
        ("BASE_PROPOSED", "decline", "BASE_DECLINED"),
        ("BASE_CONFIRMED", "recruit", "RECRUITING"),
        ("RECRUITING", "activate", "ACTIVE"),
        ("ACTIVE", "suspend", "SUSPENDED"),
        ("SUSPENDED", "resume", "ACTIVE"),
        *((state, "terminate", "TERMINATED") for state in LIVING),
    ),
    decisions={
        ("qualification", "approve"): "qualify",
        ("qualification", "reject"): "refuse",
        ("base_confirmation", "approve"): "confirm",
        ("base_confirmation", "reject"): "decline",
    },
)
# What a teacher may apply to, and what everybody who is signed in may see.
RECRUITS: Final[tuple[StudioState, ...]] = ("RECRUITING", "ACTIVE")
OPEN_TO_ALL: Final[tuple[StudioState, ...]] = ("RECRUITING", "ACTIVE", "SUSPENDED", "TERMINATED")
# A host may be another from the day the studio is open to everybody until it ends.
CHANGES_HOST: Final[tuple[StudioState, ...]] = ("RECRUITING", "ACTIVE", "SUSPENDED")
# Those that are to have members (Art. 4.1): before, nobody could join, and afterwards nobody is missing.
NEEDS_MEMBERS: Final[tuple[StudioState, ...]] = ("RECRUITING", "ACTIVE", "SUSPENDED")
# From here on nothing of the establishment is left to be done.
ESTABLISHED: Final[tuple[StudioState, ...]] = ("ACTIVE", "SUSPENDED", "REJECTED", "TERMINATED")

# Host and nominator wait for these.
OUTCOMES: Final = frozenset({"QUALIFIED", "REJECTED", "ACTIVE", "SUSPENDED", "TERMINATED"})

FUND_BEFORE: Final[dict[FundState, FundState | None]] = {
    "APPLIED_FOR": None,
    "ALLOCATED": "APPLIED_FOR",
    "RECEIVED": "ALLOCATED",
}
