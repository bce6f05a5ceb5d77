"""The parameters hot statements are built with, once, since building one costs more than running it."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Integer, Uuid, bindparam

from chassis.store.base import MOMENT
from services.approvals.domain.task import CLAIM_LASTS
from services.approvals.domain.urgency import Calendar

DAY_ENDS = bindparam("day_ends", type_=MOMENT)
WEEK_ENDS = bindparam("week_ends", type_=MOMENT)
CLAIMS_SINCE = bindparam("claims_since", type_=MOMENT)
PROXY_ID = bindparam("proxy_id", type_=Uuid())
LIMIT = bindparam("row_limit", type_=Integer())


def seen_by(person_id: UUID, now: datetime, **more: Any) -> dict[str, Any]:
    """What a statement needs to know of who looks, and when; a claim older than `claims_since` has lapsed."""
    calendar = Calendar.at(now)
    return {
        "person_id": person_id,
        "now": now,
        "day_ends": calendar.day_ends,
        "week_ends": calendar.week_ends,
        "claims_since": now - CLAIM_LASTS,
        **more,
    }
