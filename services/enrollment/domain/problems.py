"""What people are told whatever they were about: what is wrong, and what to do."""

from collections.abc import Set
from uuid import UUID

from chassis.errors import FieldError, ForbiddenError, InvalidError, Text, invalid_field
from contracts.authority import Right, may
from services.enrollment.domain.text import SHORTEST_REASON, is_reason


def field_faults(fields: list[FieldError]) -> InvalidError:
    """Several fields need a change before it can be sent."""
    count = len(fields)
    text = Text(
        f"有 {count} 项需要修改，请看各项旁的说明。已填写的内容都已保留。",
        f"{count} fields need a change; see the note beside each. Nothing you typed is lost.",
    )
    return InvalidError("invalid_fields", text, fields=tuple(fields))


def require_right(right: Right, offices: Set[str], *scopes: str | UUID | None) -> None:
    """Raises ForbiddenError `not_entitled`, naming who may, where the offices do not give the right."""
    if not may(right, offices, *scopes):
        raise not_entitled(right)


def not_entitled(right: Right) -> ForbiddenError:
    """Others may do this."""
    zh, en = right.who
    return ForbiddenError("not_entitled", Text(f"只有{zh}可以{right.zh}。", f"Only {en} may {right.en}."))


def reason_required(field: str = "reason", shortest: int = SHORTEST_REASON) -> InvalidError:
    """Something that weighs needs a reason."""
    return invalid_field(
        field,
        "reason_required",
        f"请写明理由（至少 {shortest} 个字）。",
        f"Give a reason of at least {shortest} characters.",
    )


def require_reason(reason: str, field: str = "reason", shortest: int = SHORTEST_REASON) -> None:
    """Raises InvalidError `reason_required` beside the field."""
    if not is_reason(reason, shortest):
        raise reason_required(field, shortest)
