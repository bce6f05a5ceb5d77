"""What people are told whatever they were about: what is wrong, and what to do."""

from chassis.errors import FieldError, InvalidError, Text, invalid_field
from services.enrollment.domain.text import SHORTEST_REASON, is_reason


def field_faults(fields: list[FieldError]) -> InvalidError:
    """Several fields need a change before it can be sent."""
    count = len(fields)
    text = Text(
        f"有 {count} 项需要修改，请看各项旁的说明。已填写的内容都已保留。",
        f"{count} fields need a change; see the note beside each. Nothing you typed is lost.",
    )
    return InvalidError("invalid_fields", text, fields=tuple(fields))


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
