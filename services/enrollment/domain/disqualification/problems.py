"""What a trainee is told when a statement or an appeal cannot be taken in: what is wrong, and what to do."""

from datetime import datetime

from chassis.clock import SHANGHAI
from chassis.errors import ConflictError, Text
from services.enrollment.domain.disqualification.filing import Filing
from services.enrollment.domain.disqualification.states import DisqualificationState

WORDS: dict[Filing, Text] = {"statement": Text("陈述", "statement"), "appeal": Text("申诉", "appeal")}
STATES: dict[DisqualificationState, Text] = {
    "FLAGGED": Text("待主持人确认", "waiting for the host to confirm"),
    "HOST_CONFIRMED": Text("主持人已确认，待学员陈述", "confirmed by the host, waiting for a statement"),
    "STATEMENT": Text("待县名师办意见", "waiting for the county's opinion"),
    "COUNTY_OPINION": Text("待市名师办决定", "waiting for the city's decision"),
    "DISQUALIFIED": Text("已取消学员学习资格", "the place is withdrawn"),
    "DISMISSED": Text("不予取消", "dismissed"),
    "APPEAL": Text("申诉中", "under appeal"),
    "UPHELD": Text("维持原决定", "upheld"),
    "OVERTURNED": Text("撤销原决定", "overturned"),
    "CORRECTED": Text("考勤已更正，程序终止", "ended, as attendance was corrected"),
}


def too_late(filing: Filing, until: datetime) -> ConflictError:
    """The time for it is over."""
    words = WORDS[filing]
    moment = until.astimezone(SHANGHAI).strftime("%Y-%m-%d %H:%M")
    text = Text(
        f"{words.zh}须在 {moment} 前提交，现已截止。如有特殊情况，请直接联系县名师办。",
        f"The {words.en} had to be in by {moment}. In special circumstances turn to the county office.",
    )
    return ConflictError("filed_too_late", text, extra={"until": until.isoformat()})


def wrong_state(state: DisqualificationState, since: datetime) -> ConflictError:
    """The case stands elsewhere by now."""
    now = STATES[state]
    text = Text(
        f"这个程序目前是「{now.zh}」，现在不能提交。请刷新页面查看。",
        f"The case is now {now.en}; nothing can be filed at this point. Reload the page.",
    )
    return ConflictError("wrong_state", text, extra={"state": state, "at": since.isoformat()})


def nothing_lost(state: DisqualificationState, since: datetime) -> ConflictError:
    """There is nothing to be lifted."""
    now = STATES[state]
    text = Text(
        f"这个程序目前是「{now.zh}」，学员资格没有被取消，不需要准予再次申请。",
        f"The case is now {now.en}: no place is lost, so there is nothing to lift.",
    )
    return ConflictError("wrong_state", text, extra={"state": state, "at": since.isoformat()})
