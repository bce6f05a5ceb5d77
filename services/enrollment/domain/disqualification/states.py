"""Every state of a disqualification and every way from one to another (domain rules, §5e), as data (Art. 7.2)."""

from typing import Final, NamedTuple

from services.enrollment.domain.words import DisqualificationState


class Change(NamedTuple):
    """One permitted change."""

    source: DisqualificationState
    action: str
    target: DisqualificationState


RUNNING: Final[tuple[DisqualificationState, ...]] = (
    "FLAGGED", "HOST_CONFIRMED", "STATEMENT", "COUNTY_OPINION", "APPEAL"
)  # fmt: skip

CHANGES: Final = (
    Change("FLAGGED", "host.approve", "HOST_CONFIRMED"),
    Change("FLAGGED", "host.reject", "DISMISSED"),
    Change("HOST_CONFIRMED", "state", "STATEMENT"),
    Change("STATEMENT", "county", "COUNTY_OPINION"),
    Change("COUNTY_OPINION", "decision.approve", "DISQUALIFIED"),
    Change("COUNTY_OPINION", "decision.reject", "DISMISSED"),
    Change("DISQUALIFIED", "appeal", "APPEAL"),
    # The appeal is approved: the place is given back.
    Change("APPEAL", "appeal.approve", "OVERTURNED"),
    Change("APPEAL", "appeal.reject", "UPHELD"),
    *(Change(state, "correct", "CORRECTED") for state in (*RUNNING, "DISQUALIFIED")),
)

STATES: Final[tuple[DisqualificationState, ...]] = tuple(
    dict.fromkeys(state for change in CHANGES for state in (change.source, change.target))
)
# The place is lost in these; in all others it is kept, or given back.
PLACE_LOST: Final[tuple[DisqualificationState, ...]] = ("DISQUALIFIED", "APPEAL", "UPHELD")

# The county says what it thinks either way; only the city decides.
DECISIONS: Final[dict[tuple[str, str], str]] = {
    ("host_confirmation", "approve"): "host.approve",
    ("host_confirmation", "reject"): "host.reject",
    ("county_opinion", "approve"): "county",
    ("county_opinion", "reject"): "county",
    ("decision", "approve"): "decision.approve",
    ("decision", "reject"): "decision.reject",
    ("appeal", "approve"): "appeal.approve",
    ("appeal", "reject"): "appeal.reject",
}


def sources(action: str) -> tuple[DisqualificationState, ...]:
    """The states an action may be taken in; none for an action that does not exist."""
    return tuple(change.source for change in CHANGES if change.action == action)


def target(action: str) -> DisqualificationState:
    """The state an action leads to. Raises KeyError for an action that does not exist."""
    return {change.action: change.target for change in CHANGES}[action]
