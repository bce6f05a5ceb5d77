"""What people are told when something about a development plan cannot be done: what is wrong, and what to do."""

from datetime import datetime

from chassis.errors import ConflictError, InvalidError, Text, invalid_field
from services.enrollment.domain.development_plan.states import PlanState

PLAN_STATES: dict[PlanState, Text] = {
    "SUBMITTED": Text("待主持人确认", "waiting for the host"),
    "CONFIRMED": Text("已确认", "confirmed"),
    "RETURNED": Text("已退回修改", "returned"),
    "SUPERSEDED": Text("已由新版本代替", "replaced by a newer revision"),
}


def plan_decided(state: PlanState, at: datetime, newest: int) -> ConflictError:
    """The revision was decided or replaced before; `revision` is the newest one."""
    now = PLAN_STATES[state]
    text = Text(
        f"这一版成长规划的状态是“{now.zh}”，没有再次办理。请看最新一版。",
        f"This revision of the plan is {now.en}. Nothing was changed; look at the newest one.",
    )
    return ConflictError("plan_decided", text, extra={"state": state, "at": at.isoformat(), "revision": newest})


def another_file(revision: int, sha256: str) -> ConflictError:
    """What was read is not what is stored under this number."""
    text = Text(
        "您看到的文件与系统中的这一版不一致。请重新打开规划，看过之后再办理。",
        "The file you looked at is not the one stored under this number. Open the plan again before you decide.",
    )
    return ConflictError("another_file", text, extra={"revision": revision, "sha256": sha256})


def opinion_missing() -> InvalidError:
    """A return says what to change."""
    return invalid_field(
        "opinion",
        "opinion_missing",
        "退回时请写明需要修改的地方。",
        "Say what needs a change when you return a plan.",
    )
