"""The one gate every deed passes, in its transaction: who holds the office now, is no party, and acted at no other level.

A token says who somebody is; what they may do is asked of dated facts. Decisions pass the same rules in `approvals`, by task.
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import JSON, Uuid, bindparam, func, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncConnection

from casework.authority import Acted, Conflict, Hold, Place, conflict, own_first
from casework.holding import holds_as_json, holds_of, read_holds
from casework.models import Act
from casework.problems import CONFLICTS, not_entitled
from chassis import clock
from chassis.store.database import Transaction
from chassis.web.auth import Actor
from contracts.authority import Reach, Right, may, reach
from contracts.cases import Deed


@dataclass(frozen=True, slots=True)
class By:
    """Who does something: for an office and, as a deputy, for whom; as themselves where there is no office."""

    person_id: UUID
    name: str
    office_key: str | None = None
    acting_for_id: UUID | None = None
    acting_for_name: str | None = None

    def deed(self, verb: str) -> Deed:
        """As the case's news tell it."""
        return Deed(
            verb=verb, actor_id=self.person_id, actor_name=self.name, office=self.office_key,
            acting_for_id=self.acting_for_id, acting_for_name=self.acting_for_name,
        )  # fmt: skip


@dataclass(frozen=True, slots=True)
class Standing:
    """What somebody acts for now, and who acted in the case so far."""

    person_id: UUID
    holds: tuple[Hold, ...]
    acted: Acted
    parties: Collection[UUID]

    @property
    def free(self) -> frozenset[str]:
        """The offices, own and deputed, by which nothing bars the person: for what is shown as a way."""
        return frozenset(hold.office_key for hold in self.holds if self._bar(hold) is None)

    def passes(self, right: Right, *scopes: str | UUID | None) -> Hold:
        """The office by which the right is held and nothing bars the person. Raises ForbiddenError, naming what does."""
        entitled = [hold for hold in self.holds if may(right, [hold.office_key], *scopes)]
        bars = {hold: self._bar(hold) for hold in entitled}
        hold = own_first(hold for hold, bar in bars.items() if bar is None)
        if hold is not None:
            return hold
        for bar in bars.values():
            if bar is not None:
                raise CONFLICTS[bar]()
        raise not_entitled(right)

    def _bar(self, hold: Hold) -> Conflict | None:
        return conflict(self.person_id, hold, Place(hold.office_key), self.parties, self.acted)


async def permitted(
    transaction: Transaction,
    caller: Actor,
    right: Right,
    *scopes: str | UUID | None,
    case_id: UUID | None = None,
    parties: Iterable[UUID | None] = (),
) -> By:
    """By which office the caller does this, which from here on counts as having acted at its level of the case.

    The row the case hangs on must be held: of two deeds of one person at once, the second then knows of the first.
    Raises ForbiddenError `not_entitled`, `own_case`, `two_levels`, `proxy_conflict`.
    """
    standing = await standing_of(transaction.connection, caller.person_id, case_id, parties)
    hold = standing.passes(right, *scopes)
    if case_id is not None:
        people = [person for person in (caller.person_id, hold.principal_id) if person is not None]
        place = Place(hold.office_key).key
        rows = [{"case_id": case_id, "place": place, "person_id": person} for person in people]
        await transaction.execute(insert(Act).on_conflict_do_nothing(), rows)
    return By(caller.person_id, caller.name, hold.office_key, hold.principal_id, hold.principal_name)


async def reaches(connection: AsyncConnection, person_id: UUID, right: Right) -> Reach:
    """How far the offices a person acts for now carry a right. Raises ForbiddenError `not_entitled` where they do not at all."""
    holds = await holds_of(connection, person_id, clock.business())
    found = reach(right, [hold.office_key for hold in holds])
    if not found:
        raise not_entitled(right)
    return found


async def standing_of(
    connection: AsyncConnection, person_id: UUID, case_id: UUID | None = None, parties: Iterable[UUID | None] = ()
) -> Standing:
    """What the person acts for now, and what bars them from the case, where one is named."""
    known = {"person_id": person_id, "now": clock.business(), "case_id": case_id}
    row = (await connection.execute(_STANDING, known)).one()
    involved = frozenset(party for party in parties if party is not None)
    return Standing(person_id, read_holds(row.holds), read_acted(row.acted), involved)


def read_acted(rows: Iterable[tuple[str, str]] | None) -> dict[str, set[UUID]]:
    """Who acted where, from pairs of place and person."""
    acted: dict[str, set[UUID]] = {}
    for place, person in rows or ():
        acted.setdefault(place, set()).add(UUID(person))
    return acted


def acted_as_json() -> Any:
    """Who acted in the case `case_id`, as one JSON value; read it with `read_acted`."""
    pair = func.json_build_array(Act.place, Act.person_id)
    mine = Act.case_id == bindparam("case_id", type_=Uuid())
    return select(func.json_agg(pair, type_=JSON)).where(mine).scalar_subquery().label("acted")


_STANDING = select(holds_as_json(), acted_as_json())
