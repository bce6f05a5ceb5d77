"""A person's own drafts of forms."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import or_, select
from sqlalchemy.ext.asyncio import AsyncConnection

from services.directory.models import FormDraft
from services.directory.views.form_draft import FormDraftItem

COLUMNS = (FormDraft.form, FormDraft.version, FormDraft.saved_at, FormDraft.fields)


def item(row: Any) -> FormDraftItem:
    """A row as it is shown."""
    return FormDraftItem(form=row.form, version=row.version, saved_at=row.saved_at, fields=row.fields)


async def drafts(connection: AsyncConnection, person_id: UUID, forms: Sequence[str]) -> list[FormDraftItem]:
    """Of these forms; one that ends in a slash stands for all below it. The oldest first, so that the newest counts."""
    named = [form for form in forms if not form.endswith("/")]
    above = [form for form in forms if form.endswith("/")]
    wanted = or_(FormDraft.form.in_(named), *(FormDraft.form.startswith(form, autoescape=True) for form in above))
    statement = select(*COLUMNS).where(FormDraft.person_id == person_id, wanted).order_by(FormDraft.saved_at)
    return [item(row) for row in await connection.execute(statement)]


async def draft(connection: AsyncConnection, person_id: UUID, form: str) -> FormDraftItem | None:
    """Of one form."""
    return next(iter(await drafts(connection, person_id, [form])), None)
