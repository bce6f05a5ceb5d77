"""Versions of the rules."""

from typing import Annotated

from fastapi import APIRouter, Path
from pydantic import BaseModel, Field

from chassis import clock
from chassis.errors import not_found
from chassis.web.http import Caller, Reading, Tx
from contracts.rules import Recruitment
from services.directory.api.parts import After, Limit, Moment
from services.directory.commands import rule_sets as commands
from services.directory.queries import rule_sets as queries
from services.directory.views import Page, RuleSetDetail, RuleSetItem

router = APIRouter(prefix="/rule-sets", tags=["rule sets"])

Version = Annotated[int, Path(ge=1, lt=2**31)]


class Draft(BaseModel):
    """A rule set without a number; it is given one."""

    name: str = Field(max_length=60)
    recruitment: Recruitment


class Publication(BaseModel):
    """From when on; left out or in the past: from now on."""

    effective_from: Moment | None = None


@router.get("")
async def list_rule_sets(
    connection: Reading, actor: Caller, after: After = None, limit: Limit = 50
) -> Page[RuleSetItem]:
    """All versions; drafts for those who make rules."""
    return await queries.rule_sets(connection, clock.business(), commands.makes_rules(actor), after, limit)


@router.get("/{version}")
async def show(version: Version, connection: Reading, actor: Caller) -> RuleSetDetail:
    """One version with everything it says."""
    found = await queries.rule_set(connection, clock.business(), commands.makes_rules(actor), version)
    if found is None:
        raise not_found()
    return found


@router.post("", status_code=201)
async def draft(given: Draft, transaction: Tx, actor: Caller) -> RuleSetDetail:
    """Draft a new version; it binds nobody until it is published."""
    return await commands.draft(transaction, actor, given.name, given.recruitment)


@router.post("/{version}/publish")
async def publish(version: Version, given: Publication, transaction: Tx, actor: Caller) -> RuleSetDetail:
    """Put a draft into force; cases under way keep the version they started with."""
    return await commands.publish(transaction, actor, version, given.effective_from)
