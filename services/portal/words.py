"""Words for the codes services speak in: states, stages, verbs. Chinese is the key; the catalogue has the English."""

from dataclasses import dataclass


def N_(words: str) -> str:  # noqa: N802  the name catalogues are gathered by
    """Mark words for the catalogue."""
    return words


@dataclass(frozen=True)
class Pill:
    """A state as a page shows it: words, a colour and an icon, so that nobody depends on the colour."""

    words: str
    tone: str
    icon: str


APPLICATION_STATES = {
    "DRAFT": Pill(N_("草稿"), "", "edit"),
    "SUBMITTED": Pill(N_("待学校推荐"), "here", "hourglass"),
    "RECOMMENDED": Pill(N_("待县名师办审核"), "here", "hourglass"),
    "COUNTY_APPROVED": Pill(N_("待市名师办审核"), "here", "hourglass"),
    "RETURNED": Pill(N_("已退回，待修改"), "soon", "arrow-back-up"),
    "ADMITTED": Pill(N_("已录取"), "good", "circle-check"),
    "SCHOOL_DECLINED": Pill(N_("学校未推荐"), "late", "x"),
    "COUNTY_REJECTED": Pill(N_("县名师办未通过"), "late", "x"),
    "MUNICIPAL_REJECTED": Pill(N_("市名师办未通过"), "late", "x"),
    "LAPSED": Pill(N_("已逾期失效"), "", "clock"),
    "WITHDRAWN": Pill(N_("已撤回"), "", "arrow-back-up"),
}

ROUND_STATES = {
    "PLANNED": Pill(N_("未开始"), "", "clock"),
    "OPEN": Pill(N_("进行中"), "good", "circle-check"),
    "CLOSED": Pill(N_("已关闭"), "", "lock"),
}

URGENCIES = {
    "overdue": Pill(N_("已超期"), "late", "alert-triangle"),
    "today": Pill(N_("今天到期"), "soon", "clock"),
    "week": Pill(N_("本周到期"), "here", "calendar"),
    "later": Pill(N_("时间充裕"), "", "calendar"),
}

STAGES = {"school": N_("学校推荐"), "county": N_("县名师办审核"), "municipal": N_("市名师办审核")}

VERBS = {
    "approve": Pill(N_("同意"), "good", "check"),
    "return": Pill(N_("退回"), "soon", "arrow-back-up"),
    "reject": Pill(N_("驳回"), "late", "x"),
}

LOG_VERBS = {
    "approve": N_("同意"),
    "return": N_("退回修改"),
    "reject": N_("驳回"),
    "submit": N_("提交申请"),
    "resubmit": N_("修改后重新提交"),
    "withdraw": N_("撤回申请"),
    "open": N_("送达"),
    "remind": N_("催办"),
    "escalate": N_("超期提醒上级"),
    "close": N_("办结（未作决定）"),
    "overtaken": N_("决定未生效：另有事实在先"),
    "claim": N_("领取"),
    "release": N_("放回"),
}

ATTESTATIONS = {
    "ethics": N_("师德修养高尚"),
    "drive": N_("有强烈的进取心"),
    "style": N_("工作作风扎实"),
    "teamwork": N_("积极钻研、团结协作"),
}

FIELDS = {
    "round_id": N_("招收批次"),
    "studio_id": N_("工作室"),
    "motivation": N_("申请理由"),
    "post": N_("任教学科与岗位"),
    "title": N_("职称"),
    "phone": N_("手机号码"),
    "files": N_("附件"),
}

# What people type or choose in forms, as it is told back to them; everything else in a form is the form's own affair.
TYPED = {name: words for name, words in FIELDS.items() if not name.endswith("_id")} | {
    "case_no": N_("编号"),
    "verb": N_("办理"),
    "opinion": N_("审批意见"),
    "attestation": N_("已核实"),
    "reason": N_("原因"),
    "name": N_("名称"),
    "opens_at": N_("开始时间"),
    "closes_at": N_("截止时间"),
    "valid_from": N_("从"),
    "valid_until": N_("到"),
}
SPOKEN = ATTESTATIONS | {verb: kind.words for verb, kind in VERBS.items()}

SCOPES = {"read": N_("读取"), "write": N_("办理")}

ENDINGS = {
    "withdrawn": N_("申请人已撤回"),
    "round_closed": N_("招收批次已关闭"),
    "lapsed": N_("逾期未答复，已失效"),
    "restarted": N_("申请已变更，重新开始审核"),
}

PHRASES = {
    "approve": (N_("同意推荐。"), N_("材料齐全，符合条件，同意。")),
    "return": (
        N_("请补充教学经历与近三年业绩。"),
        N_("请补交证明材料后再提交。"),
        N_("请进一步说明参加工作室的理由。"),
    ),
    "reject": (N_("不符合招收条件。"), N_("名额已满。")),
}

STUDIO_STAGES = (N_("学前"), N_("小学"), N_("初中"), N_("高中"), N_("职教"), N_("特教"))
TRACKS = (N_("教师"), N_("班主任"), N_("校长"))
