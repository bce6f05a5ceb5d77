"""Every state of an application and every way from one to another (Art. 4.2), as data. Nothing else changes a state."""

from typing import Final

from chassis.state_machine import Machine
from services.enrollment.domain.words import ApplicationState

ADMIT: Final = "admit"
# With an office, which may decide it.
WITH_OFFICE: Final[tuple[ApplicationState, ...]] = ("SUBMITTED", "RECOMMENDED", "COUNTY_APPROVED")
# Somebody still has to act: one of these per person and cycle.
LIVE: Final[tuple[ApplicationState, ...]] = (*WITH_OFFICE, "RETURNED")

LIFE: Final = Machine[ApplicationState](
    (
        ("DRAFT", "submit", "SUBMITTED"),
        ("SUBMITTED", "school.approve", "RECOMMENDED"),
        ("SUBMITTED", "school.reject", "SCHOOL_DECLINED"),
        ("SUBMITTED", "school.return", "RETURNED"),
        ("RECOMMENDED", "county.approve", "COUNTY_APPROVED"),
        ("RECOMMENDED", "county.reject", "COUNTY_REJECTED"),
        ("RECOMMENDED", "county.return", "RETURNED"),
        ("COUNTY_APPROVED", "municipal.reject", "MUNICIPAL_REJECTED"),
        ("COUNTY_APPROVED", "municipal.return", "RETURNED"),
        ("COUNTY_APPROVED", ADMIT, "ADMITTED"),
        ("RETURNED", "resubmit.school", "SUBMITTED"),
        ("RETURNED", "resubmit.county", "RECOMMENDED"),
        ("RETURNED", "resubmit.municipal", "COUNTY_APPROVED"),
        ("RETURNED", "lapse.unanswered", "LAPSED"),
        ("SUBMITTED", "lapse.round_closed", "LAPSED"),
        ("RECOMMENDED", "lapse.round_closed", "LAPSED"),
        ("COUNTY_APPROVED", "lapse.round_closed", "LAPSED"),
        ("RETURNED", "lapse.round_closed", "LAPSED"),
        # The studio ended, or the applicant no longer belongs to the school that recommends.
        *((state, "lapse.studio_terminated", "LAPSED") for state in LIVE),
        *((state, "move", "RETURNED") for state in WITH_OFFICE),
        ("DRAFT", "withdraw", "WITHDRAWN"),
        ("SUBMITTED", "withdraw", "WITHDRAWN"),
        ("RECOMMENDED", "withdraw", "WITHDRAWN"),
        ("COUNTY_APPROVED", "withdraw", "WITHDRAWN"),
        ("RETURNED", "withdraw", "WITHDRAWN"),
    ),
    decisions={
        ("school", "approve"): "school.approve",
        ("school", "reject"): "school.reject",
        ("school", "return"): "school.return",
        ("county", "approve"): "county.approve",
        ("county", "reject"): "county.reject",
        ("county", "return"): "county.return",
        # The city's approval makes a member as well.
        ("municipal", "approve"): ADMIT,
        ("municipal", "reject"): "municipal.reject",
        ("municipal", "return"): "municipal.return",
    },
)

EDITABLE: Final[tuple[ApplicationState, ...]] = ("DRAFT", "RETURNED")
