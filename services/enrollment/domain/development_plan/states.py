"""The states of a revision of a development plan, and what the host may make of one (Art. 5.2)."""

from typing import Final, Literal, get_args

PlanState = Literal["SUBMITTED", "CONFIRMED", "RETURNED", "SUPERSEDED"]
PlanVerb = Literal["confirm", "return"]
PLAN_STATES: Final[tuple[PlanState, ...]] = get_args(PlanState)
DECIDED: Final[dict[PlanVerb, PlanState]] = {"confirm": "CONFIRMED", "return": "RETURNED"}
