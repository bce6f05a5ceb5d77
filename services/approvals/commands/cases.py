"""What the owner of a case says of it: its card, its revisions, its state."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import bindparam, select, update
from sqlalchemy.dialects.postgresql import insert as upsert

from chassis.ids import uuid7
from chassis.store.database import Transaction
from contracts.cases import CaseCard
from services.approvals.commands.opening import announce_waiting
from services.approvals.commands.writing import placed, write
from services.approvals.domain.log import Entry, LogVerb
from services.approvals.domain.search_terms import folded, terms
from services.approvals.models import Case, Person

LOCK_OR_BEGIN = (
    upsert(Case)
    .values(case_id=bindparam("begun_id"))
    .on_conflict_do_update(index_elements=[Case.case_id], set_={"log_length": Case.log_length})
    .returning(
        Case.log_length,
        Case.log_head,
        Case.card_version,
        Case.state_version,
        Case.submitted_at,
        Case.revision,
        Case.content_hash,
        Case.applicant_id,
        Case.applicant_name,
        Case.plan["rule_set_version"].as_integer().label("rule_set_version"),
    )
)

_FOLLOWED = ("state", "state_version", "correction_until")
_BEGUN = upsert(Case).values(case_id=bindparam("begun_id"), **{name: bindparam(name) for name in _FOLLOWED})
# Built once: every state of every case passes here.
FOLLOW_OR_BEGIN = _BEGUN.on_conflict_do_update(
    index_elements=[Case.case_id],
    set_={name: _BEGUN.excluded[name] for name in _FOLLOWED},
    where=Case.state_version < _BEGUN.excluded.state_version,
)


async def take_revision(
    transaction: Transaction,
    card: CaseCard,
    verb: LogVerb,
    at: datetime,
    state: str,
    version: int,
    actor_id: UUID | None = None,
) -> None:
    """Enter a submission, or what `actor_id` did, in the log; show its card and state unless something newer is known already."""
    case = await _lock_or_begin(transaction, card.case_id)
    actor: tuple[UUID | None, str | None] = (card.applicant_id, card.applicant_name)
    if verb == "flag":
        # Nobody flags: the count does.
        actor = (None, None)
    elif actor_id is not None:
        actor = await _named(transaction, actor_id)
    entry = Entry(
        case_id=card.case_id,
        entry_id=uuid7(),
        verb=verb,
        at=at,
        revision=card.revision,
        content_hash=card.content_hash,
        rule_set_version=card.plan.rule_set_version,
        actor_id=actor[0],
        actor_name=actor[1],
    )
    columns: dict[str, Any] = {}
    if version > case.card_version:
        columns |= _columns(card) | {"card_version": version}
    if version > case.state_version:
        columns |= {"state": state, "state_version": version, "correction_until": None}
    if case.submitted_at is None or at < case.submitted_at:
        columns["submitted_at"] = at
    submitted = placed(entry, case.log_length, case.log_head)
    await write(transaction, submitted, case=columns)
    # Entries before the first card can only be of tasks that were opened before it came.
    if not case.card_version and case.log_length:
        await announce_waiting(transaction, card.case_id, submitted.seq)


async def take_deed(
    transaction: Transaction, case_id: UUID, verb: LogVerb, state: str, version: int, at: datetime
) -> None:
    """Enter what happened at the owner's in the log and the state."""
    case = await _lock_or_begin(transaction, case_id)
    entry = Entry(
        case_id=case_id,
        entry_id=uuid7(),
        verb=verb,
        at=at,
        revision=case.revision,
        content_hash=case.content_hash,
        rule_set_version=case.rule_set_version,
    )
    columns = {"state": state, "state_version": version} if version > case.state_version else {}
    await write(transaction, placed(entry, case.log_length, case.log_head), case=columns)


async def take_withdrawal(transaction: Transaction, case_id: UUID, at: datetime, version: int) -> None:
    """Enter a withdrawal in the log and the state."""
    case = await _lock_or_begin(transaction, case_id)
    entry = Entry(
        case_id=case_id,
        entry_id=uuid7(),
        verb="withdraw",
        at=at,
        revision=case.revision,
        content_hash=case.content_hash,
        rule_set_version=case.rule_set_version,
        actor_id=case.applicant_id,
        actor_name=case.applicant_name,
    )
    columns = {"state": "WITHDRAWN", "state_version": version} if version > case.state_version else {}
    await write(transaction, placed(entry, case.log_length, case.log_head), case=columns)


async def take_state(
    transaction: Transaction, case_id: UUID, state: str, version: int, correction_until: datetime | None = None
) -> None:
    """Follow the owner's state, never backwards."""
    told = {"begun_id": case_id, "state": state, "state_version": version, "correction_until": correction_until}
    await transaction.execute(FOLLOW_OR_BEGIN, told)


async def take_known_state(transaction: Transaction, case_id: UUID, state: str, version: int) -> None:
    """Follow the owner's state where the case is known, never backwards."""
    statement = update(Case).where(Case.case_id == case_id, Case.state_version < version)
    await transaction.execute(statement.values(state=state, state_version=version))


async def _named(transaction: Transaction, person_id: UUID) -> tuple[UUID, str | None]:
    name = await transaction.connection.scalar(select(Person.name).where(Person.person_id == person_id))
    return person_id, name


async def _lock_or_begin(transaction: Transaction, case_id: UUID) -> Any:
    """The case's row, locked; made where neither a card nor a task has come yet."""
    return (await transaction.execute(LOCK_OR_BEGIN, {"begun_id": case_id})).one()


def _columns(card: CaseCard) -> dict[str, Any]:
    texts = (card.case_no, card.applicant_name, card.studio_name, card.school_name, card.title)
    shown = card.model_dump(exclude={"case_id", "plan", "parties"})
    return shown | {
        "parties": list(card.parties),
        "plan": card.plan.model_dump(mode="json"),
        "search": terms(texts),
        "search_text": "\n".join(map(folded, texts)),
    }
