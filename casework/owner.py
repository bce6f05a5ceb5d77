"""The owner of cases answers their processes: how a case stands, what was decided is taken over, time alone moves it on.

A decision is believed by its signature and by nothing else, and moves a case once. The row decides all the rest.
"""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any
from uuid import UUID

import structlog
from sqlalchemy import ARRAY, Select, Text, Uuid, bindparam, column, func, select
from sqlalchemy.dialects.postgresql import insert

from casework.authority import Acted, Place
from casework.gate import acted_as_json, read_acted
from casework.models import Act
from chassis.bus.responders import Responders
from chassis.settings import settings
from chassis.signing import SignatureReader
from chassis.store.database import Transaction
from chassis.store.tables import spent
from contracts.cases import Plan
from contracts.commands.cases import NO_SUCH_CASE, Look, Proceed, Record, Stands, commands_of
from contracts.commands.command import Refusal
from contracts.decisions import PURPOSE, SPENT, TWO_LEVELS, UNPROVEN, Settled, SignedDecision, read_all, settle

log = structlog.get_logger()


@dataclass(frozen=True)
class Owner:
    """One kind of case at its owner's: how it stands, takes a stage's decision over, and goes on by itself.

    `on_file` reads `plan`, `revision` and `content_hash` of the case `case_id`, what decisions are held against, and `taken`, the ids
    of those it has taken over. It is built once, since putting it together takes longer than running it.
    """

    on_file: Select[Any]
    look: Callable[[Transaction, UUID], Awaitable[Stands | Refusal]]
    record: Callable[[Transaction, Settled], Awaitable[Stands | Refusal]]
    proceed: Callable[[Transaction, UUID], Awaitable[Stands | Refusal]]


Owners = Mapping[str, Owner]


def answering(service: str, owners: Owners) -> Responders:
    """What a service answers to the processes of the kinds it owns."""
    commands = commands_of(service)
    recording = {kind: _spending(owner.on_file) for kind, owner in owners.items()}

    async def look(transaction: Transaction, asked: Look) -> Stands | Refusal:
        owner = owners.get(asked.kind)
        return NO_SUCH_CASE if owner is None else await owner.look(transaction, asked.case_id)

    async def record(transaction: Transaction, asked: Record) -> Stands | Refusal:
        owner = owners.get(asked.kind)
        if owner is None:
            return NO_SUCH_CASE
        settled = await _settled(transaction, recording[asked.kind], asked)
        if isinstance(settled, Settled):
            return await owner.record(transaction, settled)
        # What was taken over before has not come second, whatever has become of the case since: a run made anew asks again.
        return await owner.look(transaction, asked.case_id) if settled is None else settled

    async def proceed(transaction: Transaction, asked: Proceed) -> Stands | Refusal:
        owner = owners.get(asked.kind)
        return NO_SUCH_CASE if owner is None else await owner.proceed(transaction, asked.case_id)

    return {commands.look: look, commands.record: record, commands.proceed: proceed}


async def _settled(transaction: Transaction, spending: Select[Any], asked: Record) -> Settled | Refusal | None:
    """What was decided and is proven, or why nothing is; None where the case has taken it over before."""
    decisions = read_all(asked, _signatures(settings().decision_keys_file).read)
    if decisions is None:
        return _unproven(asked)
    ids = [one.decision_id for one in decisions]
    known = {"case_id": asked.case_id, "decision_ids": ids, **_acts(decisions)}
    row = (await transaction.execute(spending, known)).one_or_none()
    if row is None or row.plan is None:
        return NO_SUCH_CASE
    if row.spent < len(ids):
        return None if set(map(str, ids)) & set(map(str, row.taken)) else SPENT
    acted = read_acted(row.acted)
    if not all(_at_one_level(one, acted) for one in decisions):
        return TWO_LEVELS
    settled = settle(decisions, Plan.model_validate(row.plan), row.revision, row.content_hash)
    return _unproven(asked, decisions) if settled == UNPROVEN else settled


def _at_one_level(decision: SignedDecision, acted: Acted) -> bool:
    """Whether nobody who decided had done something at another level, of which approvals had not heard yet."""
    place = Place(decision.office.key, decision.stage, decision.seat)
    return not any(
        person_id in people and Place.read(key).stage is None and Place.read(key).bars(place)
        for key, people in acted.items()
        for person_id in (decision.decided_by, decision.acting_for)
    )


def _acts(decisions: Sequence[SignedDecision]) -> dict[str, list[Any]]:
    acts = [
        (Place(one.office.key, one.stage, one.seat).key, person_id)
        for one in decisions
        for person_id in (one.decided_by, one.acting_for)
        if person_id is not None
    ]
    return {"places": [place for place, _ in acts], "people": [person_id for _, person_id in acts]}


def _unproven(asked: Record, decisions: tuple[SignedDecision, ...] = ()) -> Refusal:
    # Somebody forges, or a key was changed and not published: both are for people to look at.
    log.warning(
        "decision.unproven", kind=asked.kind, case=str(asked.case_id), stage=asked.stage, genuine=len(decisions)
    )
    return UNPROVEN


def _spending(on_file: Select[Any]) -> Select[Any]:
    """The case as it is on file, who acted in it before, and how many of the decisions were not spent before.

    From here on they are, and whoever took them has acted.
    """
    asked = func.unnest(bindparam("decision_ids", type_=ARRAY(Uuid)))
    spending = (
        insert(spent).from_select(["id"], select(asked)).on_conflict_do_nothing().returning(spent.c.id).cte("now")
    )
    places, people = bindparam("places", type_=ARRAY(Text)), bindparam("people", type_=ARRAY(Uuid))
    pair = func.unnest(places, people).table_valued(column("place", Text), column("person_id", Uuid)).render_derived()
    acts = select(bindparam("case_id", type_=Uuid()), pair.c.place, pair.c.person_id)
    acting = insert(Act).from_select(["case_id", "place", "person_id"], acts).on_conflict_do_nothing().cte("acting")
    count = select(func.count()).select_from(spending).scalar_subquery().label("spent")
    return on_file.add_columns(count, acted_as_json()).add_cte(acting)


@lru_cache
def _signatures(file: Path) -> SignatureReader:
    return SignatureReader(file, PURPOSE)
