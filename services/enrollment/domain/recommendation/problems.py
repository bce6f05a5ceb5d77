"""What people are told when a recommendation or a sheet cannot be taken in as a whole."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from chassis.errors import ConflictError, FieldError, InvalidError, ProblemError, Text, invalid_field
from services.enrollment.domain.recommendation.faults import Fault

# Somebody or something else came first; everything else is a mistake in what was asked.
CAME_SECOND = frozenset({"already_recommended", "already_member", "applied_elsewhere", "applied_already"})
FIELDS = {"姓名": "teacher_id", "工作室": "studio_id"}


def refused(found: Sequence[Fault], others: Sequence[FieldError] = ()) -> ProblemError:
    """Why one recommendation cannot be made, beside the fields it is about."""
    fields = tuple(FieldError(FIELDS[each.column], each.text) for each in found) + tuple(others)
    first = found[0] if found else None
    if first is not None and first.code in CAME_SECOND:
        return ConflictError(first.code, first.text, fields=fields)
    return InvalidError(first.code if first else "invalid_fields", fields[0].text, fields=fields)


class RowRefusedError(ConflictError):
    """A row of a sheet that has become impossible since the check; what stands against it is kept with its job."""

    def __init__(self, found: Fault) -> None:
        super().__init__(found.code, found.text)
        self.found = found

    def kept(self) -> dict[str, Any]:
        """With its row and column."""
        return self.found.kept()


def teacher_not_yours() -> InvalidError:
    """Somebody of another school, or nobody."""
    return invalid_field(
        "teacher_id",
        "teacher_unknown",
        "本校没有这位教师，请从名单中选择。",
        "There is no such teacher at your school. Choose from the list.",
    )


def round_over(at: datetime) -> ConflictError:
    """Nobody can apply any more, so nobody can be recommended."""
    text = Text(
        "本批次已经截止，不能再推荐。请留意下一批次的通知。",
        "This round has closed; nobody can be recommended any more. Look out for the next round.",
    )
    return ConflictError("round_closed", text, fields=(FieldError("round_id", text),), extra={"at": at.isoformat()})


def round_ahead(opens_at: datetime) -> ConflictError:
    """The round has not begun."""
    text = Text(
        "本批次还没有开始，到开始时间后再推荐。", "This round has not opened yet. Recommend once it has opened."
    )
    return ConflictError(
        "round_not_open", text, fields=(FieldError("round_id", text),), extra={"opens_at": opens_at.isoformat()}
    )


def applied_since(since: datetime) -> ConflictError:
    """The teacher relied on the recommendation: it cannot be taken back any more."""
    text = Text(
        "这位教师已经据此报名，推荐不能撤回。不同意的，请在待办中退回或不予推荐。",
        "The teacher has applied meanwhile, so this cannot be taken back. Return or decline the application in your inbox.",
    )
    return ConflictError("applied_already", text, extra={"at": since.isoformat()})


def has_faults(count: int) -> ConflictError:
    """A sheet with faults is never taken in."""
    text = Text(
        f"文件里有 {count} 处错误，一行也没有导入。请改正后重新上传。",
        f"There are {count} faults in the file and nothing was taken in. Mend them and upload it again.",
    )
    return ConflictError("has_faults", text)
