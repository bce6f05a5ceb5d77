"""Every state of a disqualification and every way from one to another (domain rules, §5e), as data (Art. 7.2)."""

from datetime import datetime
from typing import Final, Literal

from chassis.state_machine import Machine

DisqualificationState = Literal[
    "FLAGGED",
    "HOST_CONFIRMED",
    "STATEMENT",
    "COUNTY_OPINION",
    "DISQUALIFIED",
    "DISMISSED",
    "APPEAL",
    "UPHELD",
    "OVERTURNED",
    "CORRECTED",
]

UNDECIDED: Final[tuple[DisqualificationState, ...]] = ("FLAGGED", "HOST_CONFIRMED", "STATEMENT", "COUNTY_OPINION")
RUNNING: Final[tuple[DisqualificationState, ...]] = (*UNDECIDED, "APPEAL")

LIFE: Final = Machine[DisqualificationState](
    (
        ("FLAGGED", "host.approve", "HOST_CONFIRMED"),
        ("FLAGGED", "host.reject", "DISMISSED"),
        ("HOST_CONFIRMED", "state", "STATEMENT"),
        ("STATEMENT", "county", "COUNTY_OPINION"),
        ("COUNTY_OPINION", "decision.approve", "DISQUALIFIED"),
        ("COUNTY_OPINION", "decision.reject", "DISMISSED"),
        ("DISQUALIFIED", "appeal", "APPEAL"),
        # The appeal is approved: the place is given back.
        ("APPEAL", "appeal.approve", "OVERTURNED"),
        ("APPEAL", "appeal.reject", "UPHELD"),
        *((state, "correct", "CORRECTED") for state in (*RUNNING, "DISQUALIFIED")),
        # With the studio the place has ended that was in question.
        *((state, "studio_terminated", "DISMISSED") for state in UNDECIDED),
    ),
    decisions={
        ("host_confirmation", "approve"): "host.approve",
        ("host_confirmation", "reject"): "host.reject",
        # The county says what it thinks either way; only the city decides.
        ("county_opinion", "approve"): "county",
        ("county_opinion", "reject"): "county",
        ("decision", "approve"): "decision.approve",
        ("decision", "reject"): "decision.reject",
        ("appeal", "approve"): "appeal.approve",
        ("appeal", "reject"): "appeal.reject",
    },
)
# The place is lost in these; in all others it is kept, or given back.
PLACE_LOST: Final[tuple[DisqualificationState, ...]] = ("DISQUALIFIED", "APPEAL", "UPHELD")

# The trainee waits for these.
OUTCOMES: Final = frozenset({"DISQUALIFIED", "DISMISSED", "UPHELD", "OVERTURNED", "CORRECTED"})


def is_running(state: DisqualificationState, appeal_closed_at: datetime | None) -> bool:
    """Whether anything may still become of the case."""
    return state in RUNNING or (state == "DISQUALIFIED" and appeal_closed_at is None)
