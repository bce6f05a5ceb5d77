"""What people are told when something about an application cannot be done: what is wrong, and what to do."""

from datetime import datetime
from typing import Any
from uuid import UUID

from chassis.errors import ConflictError, FieldError, InvalidError, Text, invalid_field
from services.enrollment.domain.studio.problems import STATES as STUDIO_STATES
from services.enrollment.domain.words import ApplicationState, StudioState

STATES: dict[ApplicationState, Text] = {
    "DRAFT": Text("草稿", "a draft"),
    "SUBMITTED": Text("已提交，待学校推荐", "submitted, waiting for the school"),
    "RECOMMENDED": Text("学校已推荐，待县名师办审核", "recommended, waiting for the county"),
    "SCHOOL_DECLINED": Text("学校不予推荐", "declined by the school"),
    "COUNTY_APPROVED": Text("县名师办审核通过，待市名师办审核", "approved by the county, waiting for the city"),
    "COUNTY_REJECTED": Text("县名师办审核未通过", "rejected by the county"),
    "RETURNED": Text("已退回修改", "returned for correction"),
    "ADMITTED": Text("已录取", "admitted"),
    "MUNICIPAL_REJECTED": Text("市名师办审核未通过", "rejected by the city"),
    "LAPSED": Text("已失效", "lapsed"),
    "WITHDRAWN": Text("已撤回", "withdrawn"),
}


def stale_page(version: int, saved_at: datetime, stored: dict[str, Any]) -> ConflictError:
    """Another tab or device saved first; `extra` carries what is stored."""
    text = Text(
        "这份申请在别处（另一个窗口或设备）刚改过。您在这里填写的内容没有丢失：请对照后再保存。",
        "This application was changed elsewhere meanwhile. What you typed here is not lost: compare, then save again.",
    )
    shown = {name: str(value) if isinstance(value, UUID) else value for name, value in stored.items()}
    extra = {"version": version, "saved_at": saved_at.isoformat(), "stored": shown}
    return ConflictError("stale_page", text, extra=extra)


def not_editable(state: ApplicationState, since: datetime) -> ConflictError:
    """It lies with an office, or has ended."""
    now = STATES[state]
    text = Text(
        f"这份申请现在的状态是“{now.zh}”，不能修改。需要改动时，请联系正在办理的部门退回。",
        f"This application is {now.en} and cannot be changed. Ask the office that holds it to return it.",
    )
    return ConflictError("not_editable", text, extra={"state": state, "at": since.isoformat()})


def cannot_withdraw(state: ApplicationState, since: datetime) -> ConflictError:
    """The application had ended before: the other fact came first (Art. 4.2)."""
    now = STATES[state]
    text = Text(f"这份申请已是“{now.zh}”，不能撤回。", f"This application is already {now.en} and cannot be withdrawn.")
    return ConflictError("cannot_withdraw", text, extra={"state": state, "at": since.isoformat()})


def correction_over(until: datetime) -> ConflictError:
    """The time to correct a returned application has passed."""
    text = Text(
        "退回修改的期限已过，这份申请不能再提交。招收仍在进行时，可以另写一份新申请。",
        "The time for corrections has passed. While the round is open you may write a new application.",
    )
    return ConflictError("correction_over", text, extra={"until": until.isoformat()})


def round_closed(at: datetime) -> ConflictError:
    """Nothing can be submitted after the closing."""
    text = Text(
        "本批次已经截止，不能再提交。草稿已保留，请留意下一批次的通知。",
        "This round has closed. Your draft is kept; look out for the next round.",
    )
    return ConflictError("round_closed", text, fields=(FieldError("round_id", text),), extra={"at": at.isoformat()})


def round_not_open(opens_at: datetime) -> ConflictError:
    """The round has not begun."""
    text = Text(
        "本批次还没有开始，到开始时间后再提交。草稿已保留。",
        "This round has not opened yet. Your draft is kept; send it once the round has opened.",
    )
    return ConflictError(
        "round_not_open", text, fields=(FieldError("round_id", text),), extra={"opens_at": opens_at.isoformat()}
    )


def second_application(application_id: UUID | None = None, case_no: str | None = None) -> ConflictError:
    """One live application per person and cycle (Art. 4.2)."""
    text = Text(
        "同一建设周期内只能有一份在办的申请。要改报的，请先撤回在办的那一份。",
        "Only one application per cycle may be under way. To apply elsewhere, withdraw that one first.",
    )
    extra = {"case_no": case_no, "application_id": str(application_id)} if application_id else {}
    return ConflictError("second_application", text, extra=extra)


def membership_exists() -> ConflictError:
    """One live membership per person and cycle (Art. 4.2)."""
    text = Text(
        "您在本建设周期内已是一个工作室的学员，不能再申请。",
        "You are a member of a studio in this cycle already and cannot apply to another.",
    )
    return ConflictError("membership_exists", text)


def disqualified() -> ConflictError:
    """Who lost the place is not admitted again in the same cycle (Art. 7.2) [D]."""
    text = Text(
        "您在本建设周期内已被取消学员学习资格，本周期不能再申请。如有异议，请联系市名师办。",
        "You lost your place as a trainee in this cycle and cannot apply again in it. Turn to the municipal office if you object.",
    )
    return ConflictError("disqualified", text)


def round_fixed() -> InvalidError:
    """What was once submitted stays in its round."""
    return invalid_field(
        "round_id",
        "round_fixed",
        "已提交过的申请不能换到其他批次。",
        "An application that was submitted cannot move to another round.",
    )


def round_elsewhere() -> InvalidError:
    """No studio of the applicant's county takes part."""
    return invalid_field(
        "round_id",
        "round_elsewhere",
        "这个批次不在您任教学校所在的县招收，请另选招收批次。",
        "This round does not recruit in the county of your school. Choose another.",
    )


def studio_not_in_round() -> InvalidError:
    """The studio does not recruit in this round."""
    return invalid_field(
        "studio_id",
        "studio_not_in_round",
        "这个工作室不在本批次之列，请另选工作室。",
        "This studio does not recruit in this round. Choose another.",
    )


def studio_not_recruiting(state: StudioState, since: datetime | None) -> ConflictError:
    """The studio was suspended or ended, or has not begun to recruit."""
    now = STUDIO_STATES[state]
    text = Text(
        f"这个工作室目前是「{now.zh}」，不招收学员，请另选工作室。填写的内容已保留。",
        f"This studio is now {now.en} and takes nobody in. Choose another; what you typed is kept.",
    )
    extra = {"state": state} | ({"at": since.isoformat()} if since else {})
    return ConflictError("studio_not_recruiting", text, fields=(FieldError("studio_id", text),), extra=extra)


def other_county(studio_county: str) -> InvalidError:
    """A trainee's school lies in the studio's county (Art. 4.2)."""
    error = invalid_field(
        "studio_id",
        "other_county",
        "这个工作室设在外县。只能申请您任教学校所在县的工作室。",
        "This studio is in another county. Apply to a studio in the county of your school.",
    )
    error.extra["studio_county"] = studio_county
    return error


def own_studio() -> InvalidError:
    """A host is not a trainee of the own studio."""
    return invalid_field(
        "studio_id",
        "own_studio",
        "您是这个工作室的主持人，不能申请做本工作室的学员。",
        "You are the host of this studio and cannot be its trainee.",
    )


def no_school() -> ConflictError:
    """Without a school nobody can recommend."""
    text = Text(
        "您的资料里没有任教学校，无法由学校推荐。请联系县教育局政工科补登。",
        "No school is recorded for you, so none can recommend you. Ask the county personnel section to add it.",
    )
    return ConflictError("no_school", text)
