"""Versions of the rules."""

from typing import TYPE_CHECKING, Annotated

from fastapi import APIRouter, Depends, Path, Request
from fastapi.exceptions import RequestValidationError
from pydantic import BaseModel, ValidationError, create_model

from chassis import clock
from chassis.errors import not_found
from chassis.store.pages import Page
from chassis.web.fields import After, Limit
from chassis.web.http import Caller, Reading, Tx
from contracts.authority import Right, may
from contracts.rules import RuleSet
from services.directory.api.parts import Moment
from services.directory.commands import rule_set as commands
from services.directory.queries import rule_set as queries
from services.directory.views.rule_set import RuleSetDetail, RuleSetItem

router = APIRouter(prefix="/rule-sets", tags=["rule sets"])

Version = Annotated[int, Path(ge=1, lt=2**31)]

if TYPE_CHECKING:
    Draft = RuleSet
else:
    # Everything a rule set says but its number, which it is given here; nothing may be left out, so nothing is lost unseen.
    Draft = create_model(
        "Draft",
        __doc__="A rule set without a number.",
        **{name: (field.annotation, ...) for name, field in RuleSet.model_fields.items() if name != "version"},
    )


async def _nothing_unknown(request: Request, _: Caller) -> None:
    """A field that nobody knows is a fault, however deep it stands: somebody meant something by it."""
    try:
        Draft.model_validate(await request.json(), extra="forbid")
    except ValidationError as error:
        faults = [{**fault, "loc": ("body", *fault["loc"])} for fault in error.errors()]
        raise RequestValidationError(faults) from error


WholeOnly = Depends(_nothing_unknown)


class Publication(BaseModel):
    """From when on; left out or in the past: from now on."""

    effective_from: Moment | None = None


@router.get("")
async def list_rule_sets(
    connection: Reading, actor: Caller, after: After = None, limit: Limit = 50
) -> Page[RuleSetItem]:
    """All versions; drafts for those who make rules."""
    drafts = may(Right.DRAFT_RULES, actor.offices)
    return await queries.rule_sets(connection, clock.business(), drafts, after, limit)


@router.get("/{version}")
async def show(version: Version, connection: Reading, actor: Caller) -> RuleSetDetail:
    """One version with everything it says."""
    drafts = may(Right.DRAFT_RULES, actor.offices)
    found = await queries.rule_set(connection, clock.business(), drafts, version)
    if found is None:
        raise not_found()
    return found


@router.post("", status_code=201, dependencies=[WholeOnly])
async def draft(given: Draft, transaction: Tx, actor: Caller) -> RuleSetDetail:
    """Draft a new version; it binds nobody until it is published."""
    return await commands.draft(transaction, actor, dict(given))


@router.put("/{version}", dependencies=[WholeOnly])
async def change(version: Version, given: Draft, transaction: Tx, actor: Caller) -> RuleSetDetail:
    """Put another rule set in the place of a draft; what is published is fixed."""
    return await commands.change(transaction, actor, version, dict(given))


@router.post("/{version}/publish")
async def publish(version: Version, given: Publication, transaction: Tx, actor: Caller) -> RuleSetDetail:
    """Put a draft into force; cases under way keep the version they started with."""
    return await commands.publish(transaction, actor, version, given.effective_from)
