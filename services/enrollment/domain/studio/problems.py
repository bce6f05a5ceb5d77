"""What people are told when something about a studio's life cannot be done: what is wrong, and what to do."""

from datetime import datetime

from chassis.errors import (
    ConflictError,
    FieldError,
    ForbiddenError,
    InvalidError,
    NotFoundError,
    Text,
    invalid_field,
    not_found,
)
from services.enrollment.domain.words import StudioState


def unknown_studio() -> InvalidError:
    """No such studio."""
    return invalid_field(
        "studio_id", "unknown_studio", "没有这个工作室，请重新选择。", "There is no such studio. Choose again."
    )


def no_such_studio() -> NotFoundError:
    """Nor is there a page of it."""
    return not_found("没有这个工作室。", "There is no such studio.")


def not_overseeing() -> ForbiddenError:
    """The county board is for those who look after a county or the city."""
    text = Text(
        "县域看板供市、县教育部门和名师办使用。查找工作室请到「工作室」页。",
        "The county board is for the offices of city and counties. To find a studio, look at the list of studios.",
    )
    return ForbiddenError("not_entitled", text)


STATES: dict[StudioState, Text] = {
    "NOMINATED": Text("已提名，待市名师办资格审核", "nominated, waiting for the municipal office"),
    "QUALIFIED": Text("资格审核通过，待下沉", "qualified, waiting to be dispatched"),
    "REJECTED": Text("资格审核未通过", "rejected"),
    "DISPATCHED": Text("已下沉，待县里推荐设站学校", "dispatched, waiting for a base school to be proposed"),
    "BASE_PROPOSED": Text("已推荐设站学校，待学校确认", "waiting for the base school to confirm"),
    "BASE_CONFIRMED": Text("设站学校已确认", "base school confirmed"),
    "BASE_DECLINED": Text("设站学校未同意，待县里另行推荐", "declined by the school, another is to be proposed"),
    "RECRUITING": Text("招收学员中", "recruiting"),
    "ACTIVE": Text("已启动", "active"),
    "SUSPENDED": Text("已暂停", "suspended"),
    "TERMINATED": Text("已终止", "terminated"),
}


def wrong_state(state: StudioState, since: datetime | None) -> ConflictError:
    """The studio stands elsewhere by now."""
    now = STATES[state]
    text = Text(
        f"这个工作室目前是「{now.zh}」，不能这样办理。请刷新页面，看看现在该做什么。",
        f"This studio is now {now.en}, so this cannot be done. Reload the page to see what is next.",
    )
    extra = {"state": state} | ({"at": since.isoformat()} if since else {})
    return ConflictError("wrong_state", text, extra=extra)


def too_few_members(members: int, minimum: int) -> ConflictError:
    """Art. 4.1 is not met, and the municipal office may waive it."""
    text = Text(
        f"现有学员 {members} 人，第四条要求 {minimum} 人及以上，还差 {minimum - members} 人。请继续招收，或由市名师办写明理由后豁免。",
        f"There are {members} members and Art. 4 asks for {minimum}: {minimum - members} short. Go on recruiting, or have the "
        "municipal office waive it with a reason.",
    )
    return ConflictError("too_few_members", text, extra={"members": members, "minimum": minimum})


def no_window() -> ConflictError:
    """Art. 8.1: the studio's window comes first, and nobody can waive it."""
    text = Text(
        "工作室还没有公开的窗口（第八条）。请主持人先建好并公开窗口，再启动。",
        "The studio's window has not been published yet (Art. 8). Its host has to do that first.",
    )
    return ConflictError("no_window", text)


def school_elsewhere(county_name: str) -> InvalidError:
    """A base school lies in the county the studio goes to."""
    return invalid_field(
        "school_id",
        "other_county",
        f"设站学校须在下沉县（{county_name}）。请选择该县的学校。",
        f"A base school lies in the county the studio goes to ({county_name}). Choose one there.",
    )


def unknown(field: str, zh: str, en: str) -> InvalidError:
    """Something named that is not there; `zh` and `en` say what."""
    return invalid_field(field, "unknown", f"没有这个{zh}，请重新选择。", f"There is no such {en}. Choose again.")


def certificate_required() -> FieldError:
    """A title is proven by its certificate."""
    text = Text("请上传称号证书（PDF、JPEG 或 PNG）。", "Upload the certificate of the title (PDF, JPEG or PNG).")
    return FieldError("file_ids", text)


def hosts_elsewhere(studio: str, field: str = "host_id") -> FieldError:
    """Nobody hosts two studios at a time."""
    text = Text(
        f"这位教师已是「{studio}」的主持人或已被提名，请另选一位。",
        f"This teacher already hosts, or is nominated for, {studio}. Choose somebody else.",
    )
    return FieldError(field, text)


def is_member(field: str) -> FieldError:
    """A host is not a trainee of the own studio."""
    text = Text(
        "这位教师是本工作室的学员，不能担任主持人。请先办理退出或转到其他工作室，或另选一位。",
        "This teacher is a trainee of this studio and cannot host it. End or transfer the membership first, or choose somebody else.",
    )
    return FieldError(field, text)


def is_applicant(field: str) -> FieldError:
    """Nor does somebody apply to the own studio."""
    text = Text(
        "这位教师正在申请加入本工作室，不能担任主持人。请先由本人撤回申请，或另选一位。",
        "This teacher's application to this studio is under way. Have it withdrawn first, or choose somebody else.",
    )
    return FieldError(field, text)


def county_fixed(field: str) -> FieldError:
    """Its trainees' schools lie in the county it is in (Art. 4.2)."""
    text = Text(
        "这个工作室已有学员或在办的申请，不能改到其他县。请先办结或转出。",
        "This studio has members or applications under way and cannot go to another county. Settle or transfer them first.",
    )
    return FieldError(field, text)


def nomination_exists() -> ConflictError:
    """Another nomination under the same id."""
    text = Text(
        "这份提名已经提交，内容不同。请另建一份提名。", "This nomination was sent with other content. Make a new one."
    )
    return ConflictError("nomination_exists", text)


def fund_out_of_order(needed: Text) -> ConflictError:
    """Money is applied for, allocated, received, in this order."""
    return ConflictError(
        "fund_out_of_order",
        Text(f"经费须先{needed.zh}，请按申请、下达、到账的次序登记。", f"The fund has to be {needed.en} first."),
    )
