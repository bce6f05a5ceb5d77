"""The caller's own drafts of forms: whoever types, for whomever they act."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Path, Query
from pydantic import BaseModel, Field

from chassis.web.http import Caller, Reading, Tx
from services.directory.commands import form_draft as commands
from services.directory.queries import form_draft as queries
from services.directory.views.form_draft import FormDraftItem, FormDrafts

router = APIRouter(prefix="/me/drafts", tags=["me"])

ADDRESS = r"^/[A-Za-z0-9/._:~-]+$"
Form = Annotated[str, Field(max_length=300, pattern=ADDRESS)]
OneForm = Annotated[str, Path(max_length=299, pattern=ADDRESS[:1] + ADDRESS[2:])]
Pair = tuple[Annotated[str, Field(max_length=200)], Annotated[str, Field(max_length=65536)]]


class Typed(BaseModel):
    """What stands in a form: a version made by whoever types, on the ground of the one they had before them."""

    version: UUID
    base: UUID | None = None
    fields: list[Pair] = Field(max_length=500)


@router.get("")
async def list_drafts(
    connection: Reading, actor: Caller, form: Annotated[list[Form], Query(min_length=1, max_length=20)]
) -> FormDrafts:
    """My drafts of these forms; an address that ends in a slash stands for all forms below it."""
    return FormDrafts(items=await queries.drafts(connection, actor.person_id, form))


@router.put("/{form:path}")
async def save(form: OneForm, typed: Typed, transaction: Tx, actor: Caller) -> FormDraftItem:
    """Save what I typed so far; refused where something newer lies there, which then comes with the refusal."""
    return await commands.save(transaction, actor.person_id, f"/{form}", typed.version, typed.base, typed.fields)


@router.delete("/{form:path}", status_code=204)
async def end(
    form: OneForm, transaction: Tx, actor: Caller, held: Annotated[list[UUID] | None, Query(max_length=10)] = None
) -> None:
    """I have sent the form, or want the draft no more: the versions I had before me go, and what comes later of them too."""
    await commands.end(transaction, actor.person_id, f"/{form}", held or [])
