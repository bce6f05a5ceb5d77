"""The soft cap of a studio [D: 20]: the municipal office may set another one, with a reason (Art. 4.1)."""

from uuid import UUID

from sqlalchemy import insert, update

from casework.gate import By
from chassis import clock
from chassis.store.database import Transaction
from services.enrollment.domain.studio.problems import no_such_studio
from services.enrollment.models import Studio, StudioHistory
from services.enrollment.queries.studio import life


async def set_cap(transaction: Transaction, studio_id: UUID, soft_cap: int, reason: str, by: By) -> None:
    """Set how many members a studio takes; the same number again changes nothing. Raises NotFoundError.

    Whoever admits at this moment holds the studio's row: the cap is another one before or after, never in between.
    """
    setting = (
        update(Studio)
        .where(Studio.id == studio_id, Studio.soft_cap.is_distinct_from(soft_cap))
        .values(soft_cap=soft_cap, version=Studio.version + 1)
        .returning(Studio.version)
    )
    changed = (await transaction.execute(setting)).one_or_none()
    if changed is None:
        if await life.stands(transaction.connection, studio_id) is None:
            raise no_such_studio()
        return
    row = {
        "studio_id": studio_id,
        "seq": changed.version,
        "what": "cap",
        "value": str(soft_cap),
        "at": clock.business(),
        "by_id": by.person_id,
        "by_name": by.name,
        "reason": reason,
    }
    await transaction.execute(insert(StudioHistory).values(row))
