"""Who waits for an outcome is told of it, and it stays unread until they have seen the case."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import CursorResult, Text, Uuid, any_, bindparam, func, not_, or_, select, update
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.dialects.postgresql import insert as upsert
from sqlalchemy.sql.dml import ReturningInsert

from chassis import clock
from chassis.store.database import Transaction
from contracts.cases import CaseNews
from contracts.events.approvals import OutcomeTold
from contracts.offices import Office, Role
from services.approvals.models import Case, Outcome, Task

_PEOPLE = bindparam("people", type_=ARRAY(Uuid()))
_THEMSELVES = bindparam("themselves", type_=ARRAY(Text()))
_CASE_ID = bindparam("told_of", type_=Uuid())
_SAID = ("version", "state", "at")


def _telling() -> ReturningInsert[UUID]:
    said = {name: bindparam(name, type_=Outcome.__table__.c[name].type) for name in _SAID}
    each = upsert(Outcome).from_select(
        ("person_id", "case_id", *_SAID), select(func.unnest(_PEOPLE), _CASE_ID, *said.values())
    )
    newest = {name: each.excluded[name] for name in said} | {"seen_at": None}
    older = Outcome.version < each.excluded.version
    return each.on_conflict_do_update(
        index_elements=[Outcome.person_id, Outcome.case_id], set_=newest, where=older
    ).returning(Outcome.person_id)


TELL = _telling()

# Whoever is told of a case may look at it: it is shown to them as to an office. Parties see it anyway.
_theirs = func.unnest(_THEMSELVES).column_valued("theirs")
_ADDED = func.array(select(_theirs).where(not_(_theirs == any_(Case.seen_by))).correlate(Case).scalar_subquery())
SHOW = (
    update(Case)
    .where(Case.case_id == _CASE_ID, not_(or_(Case.parties.contains(_PEOPLE), Case.seen_by.contains(_THEMSELVES))))
    .values(seen_by=Case.seen_by.concat(_ADDED))
)


async def tell(transaction: Transaction, said: CaseNews, version: int) -> None:
    """Tell these people what became of the case, once each; an outcome older than what they know changes nothing.

    `version` is the number of the last entry of the case's log.
    """
    people = list(dict.fromkeys(said.tells))
    told = {"people": people, "told_of": said.case_id, "version": said.version, "state": said.state, "at": said.at}
    newly: CursorResult[Any] = await transaction.execute(TELL, told)
    themselves = [Office(role=Role.PERSON, scope=str(person_id)).key for person_id in people]
    await transaction.execute(SHOW, {"people": people, "themselves": themselves, "told_of": said.case_id})
    ids: Sequence[UUID] = newly.scalars().all()
    for person_id in ids:
        heard = OutcomeTold(case_id=said.case_id, person_id=person_id)
        transaction.emit(heard, subject=said.case_id, version=version)


async def mark_seen(transaction: Transaction, case_id: UUID, person_id: UUID) -> None:
    """The person has seen what became of the case, and of their decisions in it. Again, or with nothing to see, it changes nothing."""
    now = clock.business()
    unread = (Outcome.person_id == person_id, Outcome.case_id == case_id, Outcome.seen_at.is_(None))
    await transaction.execute(update(Outcome).where(*unread).values(seen_at=now))
    overtaken = (Task.overtaken_at.is_not(None), Task.overtaken_seen_at.is_(None))
    of_theirs = (Task.case_id == case_id, Task.decided_by == person_id, *overtaken)
    await transaction.execute(update(Task).where(*of_theirs).values(overtaken_seen_at=now))
