"""Words for kinds of case: what they and their states are called, and what a stage's verbs say and lead to."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from contracts.processes import disqualification, studio_establishment, trainee_application
from services.portal.frame.words import APPLICATION_STATES, LOG_VERBS, N_, PHRASES, STUDIO_STATES, VERBS, Pill

APPLICATION: Final = trainee_application.KIND
ESTABLISHMENT: Final = studio_establishment.KIND
DISQUALIFICATION: Final = disqualification.KIND
KINDS: Final = {APPLICATION: N_("学员申请"), ESTABLISHMENT: N_("工作室设立"), DISQUALIFICATION: N_("取消学习资格")}

DISQUALIFICATION_STATES: Final = {
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
CASE_STATES: Final[Mapping[str, Mapping[str, Pill]]] = {
    APPLICATION: APPLICATION_STATES,
    ESTABLISHMENT: STUDIO_STATES,
    DISQUALIFICATION: DISQUALIFICATION_STATES,
}


@dataclass(frozen=True)
class Way:
    """What a verb is called at one stage, what it will do, and how the drawing names the way where it leads off."""

    words: str
    effect: str
    off: str = ""


# Where a stage has words of its own; at all others the verbs are those of an application.
WAYS: Final[dict[str, dict[str, Way]]] = {
    "qualification": {
        "approve": Way(N_("同意"), N_("具备主持人资格，由市名师办下沉到县")),
        "reject": Way(N_("驳回"), N_("提名就此结束"), N_("驳回：提名结束")),
    },
    "base_confirmation": {
        "approve": Way(N_("同意设站"), N_("工作室设在贵校，开始招收学员")),
        "reject": Way(N_("不同意"), N_("由县里另行推荐学校"), N_("不同意：另行推荐")),
    },
    "host_confirmation": {
        "approve": Way(N_("确认旷课"), N_("学员可以陈述，再由县、市名师办审议")),
        "reject": Way(N_("不予认定"), N_("程序就此结束，学员资格不变"), N_("不认定：程序结束")),
    },
    "county_opinion": {
        "approve": Way(N_("支持取消"), N_("写明意见，转市名师办决定")),
        "reject": Way(N_("不支持取消"), N_("写明意见，转市名师办决定")),
    },
    "decision": {
        "approve": Way(N_("取消资格"), N_("立即生效，学员可以申诉")),
        "reject": Way(N_("不予取消"), N_("程序就此结束，学员资格不变"), N_("不取消：程序结束")),
    },
    "appeal": {
        "approve": Way(N_("撤销原决定"), N_("恢复学员资格")),
        "reject": Way(N_("维持原决定"), N_("资格仍然取消，程序结束"), N_("维持：资格仍取消")),
    },
}
LEADS_OFF: Final = {"return": N_("退回：申请人修改"), "reject": N_("驳回：流程结束")}

PHRASES_AT: Final[dict[str, dict[str, tuple[str, ...]]]] = {
    "qualification": {
        "approve": (N_("符合第三条规定的条件，同意。"),),
        "reject": (N_("称号级别不符合第三条规定。"), N_("证书与所填称号不一致。")),
    },
    "base_confirmation": {
        "approve": (N_("同意设站，提供场地，支持教师参加活动。"),),
        "reject": (N_("本学期校舍改造，不具备设站条件。"), N_("已承担其他工作室设站任务。")),
    },
    "host_confirmation": {
        "approve": (N_("两次均未事先请假，情况属实。"),),
        "reject": (N_("学员已事先请假，考勤有误。"),),
    },
    "county_opinion": {
        "approve": (N_("事实清楚，支持取消学习资格。"),),
        "reject": (N_("确有特殊情况，建议不予取消。"),),
    },
    "decision": {
        "approve": (N_("依据第七条，取消学员学习资格。"),),
        "reject": (N_("理由成立，不予取消。"),),
    },
    "appeal": {
        "approve": (N_("申诉理由成立，撤销原决定。"),),
        "reject": (N_("申诉理由不成立，维持原决定。"),),
    },
}

# What a log entry is called where the kind of case has a word of its own for it.
LOGGED: Final[dict[str, dict[str, str]]] = {ESTABLISHMENT: {"submit": N_("提名")}}


@dataclass(frozen=True)
class Deed:
    """A stage that is no decision: what the owner calls the right to it, where it is done, what its button says."""

    right: str
    page: str
    words: str


DEEDS: Final = {
    "dispatch": Deed("dispatch", "/studios/%s/life#dispatch", N_("去下沉")),
    "base_proposal": Deed("propose", "/studios/%s/life#propose", N_("去推荐设站学校")),
    "statement": Deed("statement", "/disqualifications/%s/speak", N_("去陈述")),
    "appeal_filing": Deed("appeal", "/disqualifications/%s/speak", N_("去申诉")),
}


@dataclass(frozen=True)
class Filing:
    """What a trainee may say, in the words of its page."""

    name: str
    heading: str
    words: str
    lead: str
    otherwise: str
    label: str
    send: str


FILINGS: Final = {
    "statement": Filing(
        N_("陈述"),
        N_("您有旷课记录，请说明情况"),
        N_("去陈述"),
        N_("在市名师办决定是否取消您的学习资格之前，您可以说明情况。"),
        N_("逾期视为不陈述，程序继续"),
        N_("您的陈述"),
        N_("提交陈述"),
    ),
    "appeal": Filing(
        N_("申诉"),
        N_("您的学习资格已被取消，可以申诉"),
        N_("去申诉"),
        N_("对取消学习资格的决定不服，可以申诉，由市名师办的其他人重新审核。"),
        N_("逾期不能再申诉"),
        N_("申诉的理由"),
        N_("提出申诉"),
    ),
}
# The page of a case's owner, where there is more to see than the case itself.
PAGES: Final = {
    ESTABLISHMENT: ("/studios/%s/life", N_("工作室全过程")),
    DISQUALIFICATION: ("/disqualifications/%s", N_("旷课与申诉情况")),
}
# What the one who brought a case is called, where that is not the applicant.
APPLICANTS: Final = {ESTABLISHMENT: N_("提名人"), DISQUALIFICATION: N_("当事学员")}
SHEETS: Final = {
    APPLICATION: "温州市“名师送教”工作室学员申请审批单",
    ESTABLISHMENT: "温州市“名师送教”工作室主持人提名审批单",
    DISQUALIFICATION: "温州市“名师送教”工作室取消学员学习资格审批单",
}
WARNINGS: Final = {
    "same_county": N_("主持人所在学校与下沉县是同一个县。文件没有禁止，请市名师办留意。"),
    "outside_list": N_("所填称号不在第三条所列之内，按「等」提名，理由见下。由市名师办认定。"),
}


def verb_at(stage: str, verb: str) -> Pill:
    """A verb as it is called at the stage."""
    way = WAYS.get(stage, {}).get(verb)
    return VERBS[verb] if way is None else Pill(way.words, VERBS[verb].tone, VERBS[verb].icon)


def phrases(stage: str, verb: str) -> tuple[str, ...]:
    """What people often write when they decide so at the stage."""
    return PHRASES_AT[stage].get(verb, ()) if stage in PHRASES_AT else PHRASES[verb]


def logged(kind: str, entry: Mapping[str, Any]) -> str:
    """What an entry of the decision log is called."""
    verb, stage = str(entry["verb"]), entry.get("stage") or ""
    if verb == "close" and entry["details"].get("reason") == "done":
        return N_("已办理")
    if verb in WAYS.get(stage, {}):
        return WAYS[stage][verb].words
    return LOGGED.get(kind, {}).get(verb) or LOG_VERBS.get(verb, verb)
