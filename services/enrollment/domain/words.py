"""The closed words of this service. On the wire they are open: others carry what they do not know."""

from typing import Literal

# The levels an application passes (Art. 4.2).
Level = Literal["school", "county", "municipal"]
Stage = Literal[
    "school", "county", "municipal",
    "qualification", "dispatch", "base_proposal", "base_confirmation",
    "host_confirmation", "statement", "county_opinion", "decision", "appeal_filing", "appeal",
]  # fmt: skip
Verb = Literal["approve", "return", "reject"]

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
LapseCause = Literal["unanswered", "round_closed"]

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
