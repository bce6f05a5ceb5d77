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

MEMBERSHIP_STATES = {
    "ACTIVE": Pill(N_("在册"), "good", "circle-check"),
    "COMPLETED": Pill(N_("已结业"), "here", "certificate"),
    "LEFT": Pill(N_("已退出"), "", "logout"),
    "DISQUALIFIED": Pill(N_("已取消学员资格"), "late", "x"),
}
MEMBERSHIP_CHOICES = {code: state.words for code, state in MEMBERSHIP_STATES.items()}

PLAN_STATES = {
    "SUBMITTED": Pill(N_("待主持人确认"), "soon", "hourglass"),
    "CONFIRMED": Pill(N_("已确认"), "good", "check"),
    "RETURNED": Pill(N_("已退回修改"), "late", "arrow-back-up"),
    "SUPERSEDED": Pill(N_("已由新版代替"), "", "history"),
}
PLAN_CHOICES = {code: state.words for code, state in PLAN_STATES.items() if code != "SUPERSEDED"} | {
    "NONE": N_("未上传")
}

RECOMMENDATION_STATES = {
    "WAITING": Pill(N_("等本人报名"), "here", "hourglass"),
    "WITHDRAWN": Pill(N_("已撤回"), "", "arrow-back-up"),
}

IMPORT_STATES = {
    "FAULTY": Pill(N_("有错误"), "late", "alert-triangle"),
    "CHECKED": Pill(N_("检查无误，待导入"), "soon", "hourglass"),
    "RUNNING": Pill(N_("正在导入"), "here", "refresh"),
    "DONE": Pill(N_("导入完成"), "good", "circle-check"),
}

STUDIO_STATES = {
    "NOMINATED": Pill(N_("待资格审核"), "here", "hourglass"),
    "QUALIFIED": Pill(N_("待下沉"), "here", "hourglass"),
    "REJECTED": Pill(N_("资格审核未通过"), "late", "x"),
    "DISPATCHED": Pill(N_("待推荐设站学校"), "here", "hourglass"),
    "BASE_PROPOSED": Pill(N_("待设站学校确认"), "here", "hourglass"),
    "BASE_DECLINED": Pill(N_("设站学校未同意"), "soon", "alert-triangle"),
    "BASE_CONFIRMED": Pill(N_("设站学校已确认"), "here", "check"),
    "RECRUITING": Pill(N_("招收学员中"), "here", "users"),
    "ACTIVE": Pill(N_("已启动"), "good", "circle-check"),
    "SUSPENDED": Pill(N_("已暂停"), "soon", "clock"),
    "TERMINATED": Pill(N_("已终止"), "", "lock"),
}
TAKES_MEMBERS = ("RECRUITING", "ACTIVE")

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

STAGES = {
    "school": N_("学校推荐"),
    "county": N_("县名师办审核"),
    "municipal": N_("市名师办审核"),
    "qualification": N_("资格审核"),
    "dispatch": N_("下沉"),
    "base_proposal": N_("推荐设站学校"),
    "base_confirmation": N_("设站学校确认"),
    "host_confirmation": N_("主持人确认"),
    "statement": N_("学员陈述"),
    "county_opinion": N_("县名师办意见"),
    "decision": N_("市名师办决定"),
    "appeal_filing": N_("申诉"),
    "appeal": N_("申诉审核"),
}

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
    "dispatch": N_("下沉到县"),
    "propose_base": N_("推荐设站学校"),
    "flag": N_("旷课达到上限"),
    "state": N_("学员陈述"),
    "appeal": N_("学员申诉"),
    "correct": N_("考勤已更正"),
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
    "plan_title": N_("规划标题"),
    "years": N_("规划年限"),
    "text": N_("窗口的文字"),
    "alt": N_("图片上是什么"),
    "name": N_("名称"),
    "opens_at": N_("开始时间"),
    "closes_at": N_("截止时间"),
    "subject": N_("学科"),
    "outside_reason": N_("为什么属于「等」"),
    "statement": N_("推荐意见"),
    "said": N_("陈述或申诉"),
    "propose_reason": N_("推荐理由"),
    "activate_waiver": N_("豁免理由"),
    "suspend_reason": N_("原因"),
    "resume_reason": N_("原因"),
    "terminate_reason": N_("原因"),
    "host_reason": N_("原因"),
    "fund_amount": N_("金额（元）"),
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
    "done": N_("已办理"),
    "terminated": N_("工作室已终止"),
    "corrected": N_("考勤已更正"),
}

# Why an office has a case once more after its decision.
TASK_REASONS = {
    "studio_full": N_("没能录取：工作室人数已到上限，或本批次名额已满。可以退回、驳回，或先调整上限或名额再同意。"),
    "membership_exists": N_("没能录取：申请人在本周期内已是另一个工作室的学员。"),
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
