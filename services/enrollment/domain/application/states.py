"""Every state of an application and every way from one to another (Art. 4.2), as data. Nothing else changes a state."""

from typing import Final, NamedTuple

from services.enrollment.domain.words import ApplicationState


class Transition(NamedTuple):
    """One permitted change."""

    source: ApplicationState
    action: str
    target: ApplicationState


TRANSITIONS: Final = (
    Transition("DRAFT", "submit", "SUBMITTED"),
    Transition("SUBMITTED", "school.approve", "RECOMMENDED"),
    Transition("SUBMITTED", "school.reject", "SCHOOL_DECLINED"),
    Transition("SUBMITTED", "school.return", "RETURNED"),
    Transition("RECOMMENDED", "county.approve", "COUNTY_APPROVED"),
    Transition("RECOMMENDED", "county.reject", "COUNTY_REJECTED"),
    Transition("RECOMMENDED", "county.return", "RETURNED"),
    Transition("COUNTY_APPROVED", "municipal.reject", "MUNICIPAL_REJECTED"),
    Transition("COUNTY_APPROVED", "municipal.return", "RETURNED"),
    Transition("COUNTY_APPROVED", "admit", "ADMITTED"),
    Transition("RETURNED", "resubmit.school", "SUBMITTED"),
    Transition("RETURNED", "resubmit.county", "RECOMMENDED"),
    Transition("RETURNED", "resubmit.municipal", "COUNTY_APPROVED"),
    Transition("RETURNED", "lapse.unanswered", "LAPSED"),
    Transition("SUBMITTED", "lapse.round_closed", "LAPSED"),
    Transition("RECOMMENDED", "lapse.round_closed", "LAPSED"),
    Transition("COUNTY_APPROVED", "lapse.round_closed", "LAPSED"),
    Transition("RETURNED", "lapse.round_closed", "LAPSED"),
    Transition("DRAFT", "withdraw", "WITHDRAWN"),
    Transition("SUBMITTED", "withdraw", "WITHDRAWN"),
    Transition("RECOMMENDED", "withdraw", "WITHDRAWN"),
    Transition("COUNTY_APPROVED", "withdraw", "WITHDRAWN"),
    Transition("RETURNED", "withdraw", "WITHDRAWN"),
)

STATES: Final[tuple[ApplicationState, ...]] = tuple(
    dict.fromkeys(state for change in TRANSITIONS for state in (change.source, change.target))
)
FINAL: Final = frozenset(STATES) - {change.source for change in TRANSITIONS}
# Somebody still has to act: one of these per person and cycle.
LIVE: Final[tuple[ApplicationState, ...]] = ("SUBMITTED", "RECOMMENDED", "COUNTY_APPROVED", "RETURNED")
EDITABLE: Final[tuple[ApplicationState, ...]] = ("DRAFT", "RETURNED")


def sources(action: str) -> tuple[ApplicationState, ...]:
    """The states an action may be taken in; none for an action that does not exist."""
    return tuple(change.source for change in TRANSITIONS if change.action == action)


def target(action: str) -> ApplicationState:
    """The state an action leads to. Raises KeyError for an action that does not exist."""
    return {change.action: change.target for change in TRANSITIONS}[action]


ADMIT: Final = "admit"


def decision(stage: str, verb: str) -> str:
    """The action a decision of a stage stands for. The city's approval is `admit`: it makes a member as well."""
    return ADMIT if (stage, verb) == ("municipal", "approve") else f"{stage}.{verb}"
