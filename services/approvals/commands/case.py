"""What the owner of a case says of it: its state, what somebody did, its card, whom it concerns that it has ended so."""

from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, bindparam, select, update
from sqlalchemy import case as either
from sqlalchemy.dialects.postgresql import insert as upsert

from casework.authority import Place, with_act
from chassis.ids import uuid7
from chassis.store.database import Transaction
from contracts.cases import CaseCard, CaseNews, Deed
from services.approvals.commands.log import Tail, audit_key, placed, write
from services.approvals.commands.outcome import tell
from services.approvals.commands.task import announce_waiting, close_open
from services.approvals.domain.log import Entry
from services.approvals.domain.row_seal import STATE, card_seal, state_seal
from services.approvals.domain.search_terms import folded, terms
from services.approvals.models import Case, Person

FOLLOWED = (*STATE, "state_seal")
SEARCHED_FACTS = ("text", "person")

_BEGUN = upsert(Case).values(case_id=bindparam("begun_id"), **{name: bindparam(name) for name in FOLLOWED})


def _newest(name: str) -> ColumnElement[Any]:
    newer = Case.state_version < _BEGUN.excluded.state_version
    return either((newer, _BEGUN.excluded[name]), else_=Case.__table__.c[name])


# The case's row, made where nothing of it has come yet, and locked; it follows the owner's state, never backwards. Built once:
# all that is told of any case passes here.
FOLLOW_OR_BEGIN = _BEGUN.on_conflict_do_update(
    index_elements=[Case.case_id], set_={name: _newest(name) for name in FOLLOWED}
).returning(
    Case.finished,
    Case.log_length,
    Case.log_head,
    Case.deciders,
    Case.card_version,
    Case.submitted_at,
    Case.revision,
    Case.content_hash,
    Case.plan["rule_set_version"].as_integer().label("rule_set_version"),
)


async def take_news(transaction: Transaction, said: CaseNews) -> None:
    """Keep what is newer than what is known, enter a deed in the log, end what nobody needs to decide any more, tell who waits.

    News that come late change neither state nor card, and their deed stands in the log all the same. Kinds, states and verbs
    are carried as they are.
    """
    followed: dict[str, Any] = {
        "state": said.state, "state_version": said.version, "until": said.until, "finished": said.finished,
    }  # fmt: skip
    followed["state_seal"] = state_seal(said.case_id, followed, audit_key())
    case = (await transaction.execute(FOLLOW_OR_BEGIN, followed | {"begun_id": said.case_id})).one()
    tail = Tail(said.case_id, case.log_length, case.log_head, case.rule_set_version)
    card = _card(said, case)
    if said.deed is not None:
        entry = placed(await _entry(transaction, said, said.deed, case), tail.length, tail.head)
        await write(transaction, entry, case=card | _acted(said.deed, case.deciders))
        tail = tail.after(entry)
    elif card:
        await transaction.execute(update(Case).where(Case.case_id == said.case_id).values(card))
    if said.finished and case.finished:
        tail = await close_open(transaction, tail, said.cause)
    elif said.card is not None and not case.card_version and case.log_length:
        # Tasks may have been opened before the first card came; without an entry in the log there is none.
        await announce_waiting(transaction, said.case_id, tail.length)
    if said.tells:
        await tell(transaction, said, tail.length)


async def _entry(transaction: Transaction, said: CaseNews, deed: Deed, case: Any) -> Entry:
    card = said.card
    return Entry(
        case_id=said.case_id,
        entry_id=uuid7(),
        verb=deed.verb,
        at=said.at,
        revision=card.revision if card else case.revision,
        content_hash=card.content_hash if card else case.content_hash,
        rule_set_version=card.plan.rule_set_version if card else case.rule_set_version,
        actor_id=deed.actor_id,
        actor_name=deed.actor_name or await _name(transaction, deed.actor_id),
        acting_for_id=deed.acting_for_id,
        acting_for_name=deed.acting_for_name,
        details={"state": said.state, "version": said.version} | ({"office": deed.office} if deed.office else {}),
    )


def _acted(deed: Deed, deciders: dict[str, list[str]]) -> dict[str, Any]:
    """Whoever did something for an office has acted at its level, and so has whom they stood in for."""
    if deed.office is None:
        return {}
    acted = {place: {UUID(person) for person in people} for place, people in deciders.items()}
    return {"deciders": with_act(acted, Place(deed.office), deed.actor_id, deed.acting_for_id)}


async def _name(transaction: Transaction, person_id: UUID | None) -> str | None:
    if person_id is None:
        return None
    return await transaction.connection.scalar(select(Person.name).where(Person.person_id == person_id))


def _card(said: CaseNews, case: Any) -> dict[str, Any]:
    """The columns to change for the card that came, if one did."""
    if said.card is None:
        return {}
    columns = _columns(said.card, said.version) if said.version > case.card_version else {}
    if case.submitted_at is None or said.at < case.submitted_at:
        columns["submitted_at"] = said.at
    return columns


def _columns(card: CaseCard, version: int) -> dict[str, Any]:
    named = (card.case_no, card.title, card.applicant_name, card.studio_name, card.school_name)
    facts = (fact.value for fact in card.facts if fact.type in SEARCHED_FACTS)
    texts = [text for text in (*named, *facts) if text]
    shown = card.model_dump(exclude={"case_id", "plan", "parties", "facts"})
    sealed = shown | {
        "card_version": version,
        "parties": list(card.parties),
        "facts": [fact.model_dump() for fact in card.facts],
        "plan": card.plan.model_dump(mode="json"),
    }
    return sealed | {
        "card_seal": card_seal(card.case_id, sealed, audit_key()),
        "search": terms(texts),
        "search_text": "\n".join(map(folded, texts)),
    }
