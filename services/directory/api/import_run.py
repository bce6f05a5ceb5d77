"""Bulk import, and what those who import look up before."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter
from pydantic import BaseModel, Field

from chassis.web.http import Caller, InPerson, Reading, Tx
from contracts.authority import Right
from services.directory.commands.entitled import require
from services.directory.commands.import_run import take_in as commands
from services.directory.domain.import_run.rows import MOST_ROWS, Import
from services.directory.domain.texts import fold_login
from services.directory.queries import import_run as queries
from services.directory.views.account import KnownAccount

router = APIRouter(tags=["imports"])


class Count(BaseModel):
    """Rows that came, and rows that changed something."""

    rows: int
    changed: int


@router.put("/imports/{import_id}")
async def take_in(import_id: UUID, given: Import, transaction: Tx, actor: InPerson) -> dict[str, Count]:
    """Store counties, schools, people and assignments: all rows or none. A repeat changes nothing."""
    counts = await commands.take_in(transaction, actor, import_id, given)
    return {kind: Count(**count) for kind, count in counts.items()}


class Logins(BaseModel):
    """At most as many as an import has rows."""

    logins: list[Annotated[str, Field(max_length=64)]] = Field(max_length=MOST_ROWS)


class KnownAccounts(BaseModel):
    """Those of the logins that are somebody's."""

    items: list[KnownAccount]


@router.post("/accounts/known")
async def known_accounts(asked: Logins, connection: Reading, actor: Caller) -> KnownAccounts:
    """Which logins are taken, by whom, and who has no password yet; for those who import."""
    await require(connection, Right.IMPORT_DIRECTORY, actor)
    return KnownAccounts(items=await queries.known_accounts(connection, map(fold_login, asked.logins)))
