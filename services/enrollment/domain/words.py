"""The words this service knows for states, stages, verbs and causes, as closed types. On the wire they are open strings."""

from typing import Literal

Level = Literal["school", "county", "municipal"]
Stage = Literal[
    "school", "county", "municipal",
    "qualification", "dispatch", "base_proposal", "base_confirmation",
    "host_confirmation", "statement", "county_opinion", "decision", "appeal_filing", "appeal",
]  # fmt: skip

ApplicationState = Literal[
    "DRAFT",
    "SUBMITTED",
    "RECOMMENDED",
    "SCHOOL_DECLINED",
    "COUNTY_APPROVED",
    "COUNTY_REJECTED",
    "RETURNED",
    "ADMITTED",
    "MUNICIPAL_REJECTED",
    "LAPSED",
    "WITHDRAWN",
]
LapseCause = Literal["unanswered", "round_closed", "studio_terminated"]
# Why an application went back to its applicant though no office returned it (Art. 4.2).
Moved = Literal["no_school", "school_changed", "school_elsewhere"]

StudioState = Literal[
    "NOMINATED",
    "QUALIFIED",
    "REJECTED",
    "DISPATCHED",
    "BASE_PROPOSED",
    "BASE_CONFIRMED",
    "BASE_DECLINED",
    "RECRUITING",
    "ACTIVE",
    "SUSPENDED",
    "TERMINATED",
]
FundState = Literal["APPLIED_FOR", "ALLOCATED", "RECEIVED"]

MembershipState = Literal["ACTIVE", "COMPLETED", "LEFT", "DISQUALIFIED"]
MembershipEnd = Literal["COMPLETED", "LEFT", "DISQUALIFIED"]
Attestation = Literal["ethics", "drive", "style", "teamwork"]
