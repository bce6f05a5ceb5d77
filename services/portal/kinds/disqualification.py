"""From the second truancy to a decision, and past an appeal (Art. 7.2): what pages say of it."""

from chassis import clock
from contracts import kinds
from contracts.authority import Right
from services.portal.frame import formats
from services.portal.frame.asked.disqualifications import APPEAL, DISQUALIFICATION, STATE
from services.portal.frame.navigation import Door
from services.portal.frame.speech import Speech
from services.portal.frame.typed import Typed
from services.portal.frame.visit import Visit
from services.portal.frame.words import N_, Pill
from services.portal.kinds.declared import Course, Deed, Doing, End, Json, KindWords, Material, Page, Stage, Verb

STATES = {
    "FLAGGED": Pill(N_("待主持人确认"), "here", "hourglass"),
    "HOST_CONFIRMED": Pill(N_("待学员陈述"), "here", "message"),
    "STATEMENT": Pill(N_("待县名师办意见"), "here", "hourglass"),
    "COUNTY_OPINION": Pill(N_("待市名师办决定"), "here", "hourglass"),
    "DISQUALIFIED": Pill(N_("已取消学习资格"), "late", "x"),
    "DISMISSED": Pill(N_("不予取消"), "good", "circle-check"),
    "APPEAL": Pill(N_("申诉中"), "here", "message"),
    "UPHELD": Pill(N_("已维持原决定"), "late", "x"),
    "OVERTURNED": Pill(N_("已撤销原决定"), "good", "circle-check"),
    "CORRECTED": Pill(N_("考勤已更正，程序终止"), "", "check"),
}
_SPEAKING = "/disqualifications/%s/speak"
_TO_THE_CITY = N_("写明意见，转市名师办决定")


def left(visit: Visit, owned: Json) -> str:
    """How long the trainee may still speak; nothing where no time is set."""
    return formats.length(formats.moment(owned["until"]) - clock.business(), visit.language) if owned["until"] else ""


async def _time_left(visit: Visit, owned: Json, typed: Typed) -> Json:  # noqa: ARG001
    return {"left": left(visit, owned)}


def _said(form: Typed) -> Json:
    return {"words": form["said"]}


_PART = "disqualification/speak_form.html"
_STATING = Deed(
    "statement",
    _SPEAKING,
    N_("去陈述"),
    logged="state",
    part=_PART,
    doing=Doing(STATE, _said, N_("陈述已提交，县名师办会看到。")),
    written=("said",),
    offers=_time_left,
)
_APPEALING = Deed(
    "appeal",
    _SPEAKING,
    N_("去申诉"),
    logged="appeal",
    part=_PART,
    doing=Doing(APPEAL, _said, N_("申诉已提交，市名师办会重新审核。")),
    written=("said",),
    offers=_time_left,
)

STAGES = {
    "host_confirmation": Stage(
        N_("主持人确认"),
        {
            "approve": Verb(
                N_("确认旷课"),
                N_("学员可以陈述，再由县、市名师办审议"),
                (N_("两次均未事先请假，情况属实。"),),
                told=N_("已确认旷课：%(name)s，等学员陈述"),
            ),
            "reject": Verb(
                N_("不予认定"),
                N_("程序就此结束，学员资格不变"),
                (N_("学员已事先请假，考勤有误。"),),
                told=N_("已答复不予认定旷课：%(name)s，程序结束"),
                off=N_("不认定：程序结束"),
            ),
        },
        signed="主持人确认",
    ),
    "statement": Stage(N_("学员陈述"), deed=_STATING),
    "county_opinion": Stage(
        N_("县名师办意见"),
        {
            "approve": Verb(
                N_("支持取消"),
                _TO_THE_CITY,
                (N_("事实清楚，支持取消学习资格。"),),
                told=N_("已写明支持取消：%(name)s，已转市名师办"),
            ),
            # The county says what it thinks either way, and the case goes on.
            "reject": Verb(
                N_("不支持取消"),
                _TO_THE_CITY,
                (N_("确有特殊情况，建议不予取消。"),),
                told=N_("已写明不支持取消：%(name)s，已转市名师办"),
                passes=True,
            ),
        },
        signed="县名师办意见",
    ),
    "decision": Stage(
        N_("市名师办决定"),
        {
            "approve": Verb(
                N_("取消资格"),
                N_("立即生效，学员可以申诉"),
                (N_("依据第七条，取消学员学习资格。"),),
                told=N_("已决定取消资格：%(name)s，学员可以申诉"),
            ),
            "reject": Verb(
                N_("不予取消"),
                N_("程序就此结束，学员资格不变"),
                (N_("理由成立，不予取消。"),),
                told=N_("已决定不予取消：%(name)s，程序结束"),
                off=N_("不取消：程序结束"),
            ),
        },
        signed="市名师办决定",
    ),
    "appeal_filing": Stage(N_("申诉"), deed=_APPEALING),
    "appeal": Stage(
        N_("申诉审核"),
        {
            "approve": Verb(
                N_("撤销原决定"),
                N_("恢复学员资格"),
                (N_("申诉理由成立，撤销原决定。"),),
                told=N_("已撤销原决定：%(name)s，学员资格恢复"),
            ),
            "reject": Verb(
                N_("维持原决定"),
                N_("资格仍然取消，程序结束"),
                (N_("申诉理由不成立，维持原决定。"),),
                told=N_("已维持原决定：%(name)s，程序结束"),
                off=N_("维持：资格仍取消"),
            ),
        },
        signed="申诉审核",
    ),
}
_CORRECTED = N_("考勤已更正")


def _missed(content: Json, speech: Speech) -> Json:
    """The missed events by date, one a line."""
    dates = (formats.date_and_time(each["held_at"], speech.language) for each in content["truancies"])
    return content | {"truancies": "\n".join(dates)}


WORDS = KindWords(
    kind=kinds.DISQUALIFICATION.name,
    name=N_("取消学习资格"),
    applicant=N_("当事学员"),
    states=STATES,
    stages=STAGES,
    logged={
        "flag": N_("旷课达到上限"),
        "state": N_("学员陈述"),
        "appeal": N_("学员申诉"),
        "correct": _CORRECTED,
        "follow_person": N_("学员转到其他工作室，由新工作室继续办理"),
        "follow_host": N_("工作室更换主持人，由新主持人继续办理"),
        "studio_terminated": N_("工作室已终止，程序就此结束"),
        "lift": N_("市名师办准予在本周期内再次申请"),
    },
    endings={
        "lapsed": N_("逾期未提交"),
        "terminated": N_("工作室已终止"),
        "corrected": _CORRECTED,
    },
    course=Course(
        begins=N_("旷课达到上限"),
        begun_by=("flag",),
        goal=N_("办结"),
        ends={
            "DISMISSED": End(N_("资格保留"), "done"),
            "OVERTURNED": End(N_("恢复资格"), "done"),
            "CORRECTED": End(_CORRECTED, "done", ("correct",)),
            "UPHELD": End(N_("资格已取消"), "ended"),
            "DISQUALIFIED": End(N_("资格已取消"), "ended"),
        },
        refused={"DISMISSED": "done", "UPHELD": "done"},
        final_after={"DISQUALIFIED": "appeal_filing"},
    ),
    material=Material(
        kept=DISQUALIFICATION,
        files="/cases/%s/files/",
        heading=N_("旷课与陈述"),
        fields={
            "trainee_name": N_("当事学员"),
            "school_name": N_("所在学校"),
            "studio_name": N_("工作室"),
            "truancies": N_("旷课的活动时间"),
            "statement": N_("学员的陈述"),
            "appeal": N_("学员的申诉"),
        },
        values=_missed,
        optional=frozenset({"appeal"}),
        not_printed=frozenset({"trainee_name", "school_name", "studio_name"}),
    ),
    sheet="温州市“名师送教”工作室取消学员学习资格审批单",
    page=Page("/disqualifications/%s", N_("旷课与申诉情况")),
    listed=(Right.SEE_DISQUALIFICATIONS, Door("/disqualifications", N_("取消学习资格"), "alert-triangle", first=False)),
)
