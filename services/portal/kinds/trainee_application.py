"""An application to a studio (Art. 4.2): what pages say of it."""

from contracts import kinds
from services.portal.frame.asked.applications import APPLICATION
from services.portal.frame.words import N_, Pill
from services.portal.kinds.declared import Course, End, KindWords, Material, Stage, Verb

STATES = {
    "DRAFT": Pill(N_("草稿"), "", "edit"),
    "SUBMITTED": Pill(N_("待学校推荐"), "here", "hourglass"),
    "RECOMMENDED": Pill(N_("待县名师办审核"), "here", "hourglass"),
    "COUNTY_APPROVED": Pill(N_("待市名师办审核"), "here", "hourglass"),
    "RETURNED": Pill(N_("已退回，待修改"), "soon", "arrow-back-up"),
    "ADMITTED": Pill(N_("已录取"), "good", "circle-check"),
    "SCHOOL_DECLINED": Pill(N_("学校不予推荐"), "late", "x"),
    "COUNTY_REJECTED": Pill(N_("县名师办未通过"), "late", "x"),
    "MUNICIPAL_REJECTED": Pill(N_("市名师办未通过"), "late", "x"),
    "LAPSED": Pill(N_("已逾期失效"), "", "clock"),
    "WITHDRAWN": Pill(N_("已撤回"), "", "arrow-back-up"),
}
# What an applicant fills in, and by which names faults are told.
FIELDS = {
    "round_id": N_("招收批次"),
    "studio_id": N_("工作室"),
    "motivation": N_("申请理由"),
    "post": N_("任教学科与岗位"),
    "title": N_("职称"),
    "phone": N_("手机号码"),
    "files": N_("附件"),
}
# Each reviewer attests these (Art. 4.3).
ATTESTATIONS = {
    "ethics": N_("师德修养高尚"),
    "drive": N_("有强烈的进取心"),
    "style": N_("工作作风扎实"),
    "teamwork": N_("积极钻研、团结协作"),
}

_RETURN = Verb(
    words=N_("退回"),
    effect=N_("申请人修改后回到您这里"),
    phrases=(
        N_("请补充教学经历与近三年业绩。"),
        N_("请补交证明材料后再提交。"),
        N_("请进一步说明参加工作室的理由。"),
    ),
    told=N_("已退回%(name)s的申请，等申请人修改"),
    off=N_("退回：申请人修改"),
)
_ONWARD, _ADMITS, _OVER = N_("转到%(office)s审核"), N_("录取为工作室学员"), N_("申请就此结束")
_REJECTED = (N_("不符合招收条件。"), N_("名额已满。"))
_AGREED, _ADMITTED = N_("已同意%(name)s的申请，已转%(office)s"), N_("已同意%(name)s的申请，录取为工作室学员")
_REFUSED_IT = N_("已驳回%(name)s的申请，申请就此结束")


def _judged(
    approve: str, reject: str, phrases: tuple[str, ...], off: str, agreed: str = _AGREED, refused: str = _REFUSED_IT
) -> dict[str, Verb]:
    return {
        "approve": Verb(approve, _ONWARD, phrases, effect_last=_ADMITS, told=agreed, told_last=_ADMITTED),
        "return": _RETURN,
        "reject": Verb(reject, _OVER, _REJECTED, told=refused, off=off),
    }


_FIT, _REFUSED = (N_("材料齐全，符合条件，同意。"),), N_("驳回：流程结束")
STAGES = {
    "school": Stage(
        N_("学校推荐"),
        _judged(
            N_("同意推荐"),
            N_("不予推荐"),
            (N_("同意推荐。"),),
            N_("不予推荐：流程结束"),
            N_("已同意推荐%(name)s，已转%(office)s"),
            N_("已决定不予推荐%(name)s，申请就此结束"),
        ),
        signed="学校推荐意见",
    ),
    "county": Stage(N_("县名师办审核"), _judged(N_("同意"), N_("驳回"), _FIT, _REFUSED), signed="县名师办审核意见"),
    "municipal": Stage(N_("市名师办审核"), _judged(N_("同意"), N_("驳回"), _FIT, _REFUSED), signed="市名师办审核意见"),
}
# What happened to the studio meanwhile.
WITH_STUDIO = {
    "studio_suspended": N_("工作室暂停，申请暂停办理，期限顺延"),
    "studio_resumed": N_("工作室恢复，申请继续办理"),
    "studio_terminated": N_("工作室已终止，申请就此结束，可以另报其他工作室"),
}
# Why it went back though no office returned it (Art. 4.2).
MOVED = {
    "no_school": N_("申请人已没有任教学校，申请退回申请人"),
    "school_changed": N_("申请人已调到其他学校，申请退回申请人，由新任教学校重新推荐"),
    "school_elsewhere": N_("申请人的学校已不在工作室所在的县，申请退回申请人"),
}
_ADMISSION = N_("录取")
_LEFT = ("withdraw", "studio_terminated", "close")

WORDS = KindWords(
    kind=kinds.TRAINEE_APPLICATION.name,
    name=N_("学员申请"),
    applicant=N_("申请人"),
    states=STATES,
    stages=STAGES,
    logged={
        "submit": N_("提交申请"),
        "resubmit": N_("修改后重新提交"),
        "withdraw": N_("撤回申请"),
        **WITH_STUDIO,
        **MOVED,
    },
    endings={
        "withdrawn": N_("申请人已撤回"),
        "round_closed": N_("招收批次已关闭"),
        "lapsed": N_("逾期未答复，已失效"),
        **WITH_STUDIO,
        **MOVED,
    },
    reasons={
        "own_studio": N_("没能录取：申请人已是这个工作室的主持人。请驳回，或由申请人撤回。"),
        "disqualified": N_("没能录取：申请人在本周期内已被取消学员学习资格。请驳回；市名师办写明理由准予后才能录取。"),
        "studio_suspended": N_("工作室曾暂停，现已恢复，请继续办理。期限从现在重新计算。"),
        "studio_full": N_("没能录取：工作室人数已到上限，或本批次名额已满。可以退回、驳回，或先调整上限或名额再同意。"),
        "membership_exists": N_("没能录取：申请人在本周期内已是另一个工作室的学员。"),
    },
    course=Course(
        begins=N_("提交申请"),
        begun_by=("submit", "resubmit"),
        goal=_ADMISSION,
        ends={
            "ADMITTED": End(_ADMISSION, "done", names_studio=True),
            "WITHDRAWN": End(N_("已撤回"), "ended", _LEFT),
            "LAPSED": End(N_("已逾期失效"), "ended", _LEFT),
            "SCHOOL_DECLINED": End(_ADMISSION, "skipped"),
            "COUNTY_REJECTED": End(_ADMISSION, "skipped"),
            "MUNICIPAL_REJECTED": End(_ADMISSION, "skipped"),
        },
        refused={"SCHOOL_DECLINED": "ended", "COUNTY_REJECTED": "ended", "MUNICIPAL_REJECTED": "ended"},
        back={"RETURNED": N_("退回修改")},
    ),
    material=Material(
        kept=APPLICATION,
        files="/applications/%s/files/",
        heading=N_("申请材料"),
        fields={name: FIELDS[name] for name in ("post", "title", "phone", "motivation")},
        # Post and title are among the facts of the card.
        not_printed=frozenset({"post", "title", "phone"}),
        beside="recommendation/beside.html",
        counted=True,
    ),
    sheet="温州市“名师送教”工作室学员申请审批单",
    attestations=ATTESTATIONS,
    batched=True,
    row_title="applicant_name",
)
