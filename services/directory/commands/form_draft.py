"""Saving and putting away what somebody types into a form: nothing newer is ever overwritten unseen."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import ColumnElement, and_, delete, literal_column, or_, select
from sqlalchemy.dialects.postgresql import insert as upsert

from chassis import clock
from chassis.errors import ConflictError, Text, TooLargeError
from chassis.ids import uuid7
from chassis.store.database import Transaction
from services.directory.domain import form_draft as rules
from services.directory.models import FormDraft
from services.directory.queries import form_draft as queries
from services.directory.views.form_draft import FormDraftItem

AT_ONCE = 100
# Of an upsert: whether the row was not there before.
_IS_NEW: ColumnElement[bool] = literal_column("xmax = 0").label("is_new")


async def save(
    transaction: Transaction,
    person_id: UUID,
    form: str,
    version: UUID,
    base: UUID | None,
    typed: Sequence[tuple[str, str]],
) -> FormDraftItem:
    """Save `version`, made by whoever types, where `base` is what is stored. The same version again changes nothing.

    Raises TooLargeError, and ConflictError (`draft_elsewhere`) with what is stored, where that is another version: newer text
    of another window or device, or none since the form was sent.
    """
    # Measured as it came: looking at every sign of what is refused anyway would keep everybody else waiting.
    if rules.is_too_large(typed):
        raise _too_large()
    fields = rules.cleaned(typed)
    kept = {"version": version, "fields": fields, "saved_at": clock.business()}
    statement = upsert(FormDraft).values(person_id=person_id, form=form, **kept)
    statement = statement.on_conflict_do_update(
        index_elements=[FormDraft.person_id, FormDraft.form],
        set_=kept,
        where=or_(FormDraft.version == base, FormDraft.version == version),
    )
    row = (await transaction.execute(statement.returning(*queries.COLUMNS, _IS_NEW))).one_or_none()
    if row is None:
        raise _elsewhere(await queries.draft(transaction.connection, person_id, form))
    if row.is_new:
        await _make_room(transaction, person_id)
    return queries.item(row)


async def end(transaction: Transaction, person_id: UUID, form: str, held: Sequence[UUID]) -> None:
    """The form was sent, or its draft put away, by somebody who had `held` before them. A version they never saw stays.

    What is saved later on the ground of an earlier version is refused from now on.
    """
    over = {"version": uuid7(), "fields": None, "saved_at": clock.business()}
    statement = upsert(FormDraft).values(person_id=person_id, form=form, **over)
    seen = or_(FormDraft.version.in_(held), FormDraft.fields.is_(None))
    await transaction.execute(
        statement.on_conflict_do_update(index_elements=[FormDraft.person_id, FormDraft.form], set_=over, where=seen)
    )
    await _make_room(transaction, person_id)


async def _make_room(transaction: Transaction, person_id: UUID) -> None:
    """Where a draft begins or ends: the person's oldest go, and what nobody came back to."""
    now = clock.business()
    own = select(FormDraft.form).where(FormDraft.person_id == person_id).order_by(FormDraft.saved_at.desc())
    rest = own.offset(rules.MOST).scalar_subquery()
    await transaction.execute(delete(FormDraft).where(FormDraft.person_id == person_id, FormDraft.form.in_(rest)))
    untouched = FormDraft.saved_at < now - rules.KEPT
    over = and_(FormDraft.fields.is_(None), FormDraft.saved_at < now - rules.OVER_KEPT)
    old = select(FormDraft.person_id, FormDraft.form).where(or_(untouched, over)).limit(AT_ONCE)
    free = old.with_for_update(skip_locked=True).subquery()
    gone = delete(FormDraft).where(FormDraft.person_id == free.c.person_id, FormDraft.form == free.c.form)
    await transaction.execute(gone)


def _too_large() -> TooLargeError:
    most = rules.LARGEST // 1024
    text = Text(
        f"内容超过 {most} kB，不能自动保存草稿；提交不受影响。",
        f"More than {most} kB cannot be kept as a draft; it can still be sent.",
    )
    return TooLargeError("draft_too_large", text)


def _elsewhere(stored: FormDraftItem | None) -> ConflictError:
    text = Text(
        "这张表单在别处（另一个窗口或设备）有更新的草稿，或者已经提交。",
        "There is a newer draft of this form in another window or on another device, or it was sent.",
    )
    extra = stored.model_dump(mode="json", include={"version", "saved_at", "fields"}) if stored else {}
    return ConflictError("draft_elsewhere", text, extra=extra)
