"""Who holds which office, as `directory` says."""

from uuid import UUID

from sqlalchemy.dialects.postgresql import insert as upsert

from casework import holding
from chassis import clock
from chassis.store.database import Transaction
from chassis.store.projections import keep
from contracts.events.approvals import AuthorityChanged
from contracts.events.directory import AssignmentChanged, PersonRegistered, ProxyChanged
from services.approvals.models import OfficeName, Person


async def take_person(transaction: Transaction, said: PersonRegistered, version: int) -> None:
    """A person's name."""
    await keep(transaction, Person, version, person_id=said.person_id, name=said.name)


async def take_assignment(transaction: Transaction, said: AssignmentChanged, version: int) -> None:
    """Who holds an office from when until when, and what it is called."""
    is_news = await holding.take_assignment(transaction, said, version)
    named = upsert(OfficeName).values(office_key=said.office.key, name=said.office_name)
    await transaction.execute(
        named.on_conflict_do_update(index_elements=[OfficeName.office_key], set_={"name": said.office_name})
    )
    if is_news:
        stand_ins = await holding.deputies(transaction.connection, said.person_id, clock.business())
        _announce(transaction, said.assignment_id, version, said.person_id, *stand_ins)


async def take_proxy(transaction: Transaction, said: ProxyChanged, version: int) -> None:
    """Who may act for whom, where, and how long."""
    if await holding.take_proxy(transaction, said, version):
        _announce(transaction, said.proxy_id, version, said.deputy_id)


def _announce(transaction: Transaction, subject: UUID, version: int, *person_ids: UUID) -> None:
    """Open pages of these people ask anew, now that they are answered by what was just taken in."""
    transaction.emit(AuthorityChanged(person_ids=person_ids), subject=subject, version=version)
