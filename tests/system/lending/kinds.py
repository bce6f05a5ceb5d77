"""What would be rows of the registry, were this part of the product."""

from typing import Final

from contracts.kinds import Kind

OWNER: Final = "caretaker"
HALL_LOAN: Final = Kind("hall_loan", owner=OWNER, prefix="LT")
# A newer one of the same owner.
KEY_LOAN: Final = Kind("key_loan", owner=OWNER, prefix="YS")

# In which state which stage waits; the rest of a case follows from its plan.
WAITS: Final = {
    "TO_COUNTERSIGN": "countersign",
    "TO_SIGN": "any_sign",
    "TO_APPRAISE": "appraisal",
    "TO_HAND_OVER": "handover",
}
# What a newer version adds: a stage, two states and a verb.
INSPECTION, TO_INSPECT, PUT_OFF, DEFER = "inspection", "TO_INSPECT", "PUT_OFF", "defer"
NEWER_WAITS: Final = WAITS | {TO_INSPECT: INSPECTION}
LENT, REFUSED, WITHDRAWN = "LENT", "REFUSED", "WITHDRAWN"
ENDED: Final = (LENT, REFUSED, WITHDRAWN)
