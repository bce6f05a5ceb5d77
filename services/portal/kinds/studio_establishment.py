"""From a nomination to an active studio (Arts. 3, 4.1, 8.1): what pages say of it."""

from contracts import kinds
from services.portal.frame.asked.directory import SCHOOLS
from services.portal.frame.asked.studio_lives import DISPATCH, LIFE, PROPOSE
from services.portal.frame.counties import listed_counties
from services.portal.frame.speech import Speech
from services.portal.frame.typed import Typed
from services.portal.frame.visit import Visit
from services.portal.frame.words import N_, Pill
from services.portal.kinds.declared import (
    Course,
    Deed,
    Doing,
    End,
    Json,
    KindWords,
    Material,
    Page,
    Stage,
    Verb,
    Wait,
)

STATES = {
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
# Art. 3: a title counts at its level, and the groups are those of the measures.
TITLE_LEVELS = {"national": N_("国家级"), "provincial": N_("省级"), "municipal": N_("市级"), "county": N_("县级")}
TITLE_GROUPS = {1: N_("第三条（一）"), 2: N_("第三条（二）"), 3: N_("第三条（三）")}
SCHOOL_LEVELS = (N_("学前"), N_("小学"), N_("初中"), N_("高中"), N_("职教"), N_("特教"))
TRACKS = (N_("教师"), N_("班主任"), N_("校长"))

FOUND = 12


async def _where_to(visit: Visit, owned: Json, typed: Typed) -> Json:  # noqa: ARG001
    """The counties a studio may go to."""
    return {"counties": await listed_counties(visit)}


async def _schools(visit: Visit, owned: Json, typed: Typed) -> Json:
    """The schools of the studio's county, or those of them that were looked for."""
    asked = {"county": owned["county"], "q": typed["propose_q"], "limit": FOUND}
    return {"schools": (await visit.api.get(SCHOOLS, **asked))["items"]}


_DISPATCHING = Deed(
    "dispatch",
    "/studios/%s/life#dispatch",
    N_("去下沉"),
    logged="dispatch",
    part="studio_life/dispatch_form.html",
    doing=Doing(
        DISPATCH,
        lambda form: {"county": form["dispatch_county"]},
        N_("已下沉。请该县推荐设站学校，事项已在县教育局政工科的待办里。"),
    ),
    offers=_where_to,
)
_PROPOSING = Deed(
    "propose",
    "/studios/%s/life#propose",
    N_("去推荐设站学校"),
    logged="propose_base",
    part="studio_life/propose_form.html",
    doing=Doing(
        PROPOSE,
        lambda form: {"school_id": form["propose_school"], "reason": form["propose_reason"].strip()},
        N_("已推荐。学校确认后开始招收学员；学校不同意时，请另行推荐。"),
    ),
    written=("propose_reason",),
    offers=_schools,
)

STAGES = {
    "qualification": Stage(
        N_("资格审核"),
        {
            "approve": Verb(
                N_("同意"),
                N_("具备主持人资格，由市名师办下沉到县"),
                (N_("符合第三条规定的条件，同意。"),),
                told=N_("已同意「%(name)s」，由市名师办下沉到县"),
            ),
            "reject": Verb(
                N_("驳回"),
                N_("提名就此结束"),
                (N_("称号级别不符合第三条规定。"), N_("证书与所填称号不一致。")),
                told=N_("已驳回「%(name)s」，提名就此结束"),
                off=N_("驳回：提名结束"),
            ),
        },
        signed="资格审核",
    ),
    "dispatch": Stage(N_("下沉"), deed=_DISPATCHING),
    "base_proposal": Stage(N_("推荐设站学校"), deed=_PROPOSING),
    "base_confirmation": Stage(
        N_("设站学校确认"),
        {
            "approve": Verb(
                N_("同意设站"),
                N_("工作室设在贵校，开始招收学员"),
                (N_("同意设站，提供场地，支持教师参加活动。"),),
                told=N_("已同意设站，「%(name)s」开始招收学员"),
            ),
            "reject": Verb(
                N_("不同意"),
                N_("由县里另行推荐学校"),
                (N_("本学期校舍改造，不具备设站条件。"), N_("已承担其他工作室设站任务。")),
                told=N_("已答复不同意设站，「%(name)s」由县里另行推荐学校"),
                off=N_("不同意：另行推荐"),
            ),
        },
        signed="设站学校确认",
    ),
}
_BEGINNING = N_("启动")


def _nominated(content: Json, speech: Speech) -> Json:
    """The title with its level and group; school level and track in the page's language."""
    known, group = TITLE_LEVELS.get(content["title_level"]), TITLE_GROUPS.get(content.get("title_group") or 0)
    level = speech.say(known) if known else content["title_level"]
    place = speech.say(group or N_("不在第三条所列之内"))
    choices = {"school_level": SCHOOL_LEVELS, "track": TRACKS}
    said = {name: speech.say(content[name]) for name, known in choices.items() if content[name] in known}
    return content | said | {"title": f"{content['title_name']}（{level}，{place}）"}


WORDS = KindWords(
    kind=kinds.STUDIO_ESTABLISHMENT.name,
    name=N_("工作室设立"),
    applicant=N_("提名人"),
    states=STATES,
    stages=STAGES,
    logged={
        "submit": N_("提名"),
        "dispatch": N_("下沉到县"),
        "propose_base": N_("推荐设站学校"),
    },
    endings={"terminated": N_("工作室已终止")},
    reasons={"school_elsewhere": N_("没能确认：学校已不在工作室下沉的县。请不同意，由县里另行推荐。")},
    course=Course(
        begins=N_("提名"),
        begun_by=("submit",),
        goal=_BEGINNING,
        ends={
            "ACTIVE": End(_BEGINNING, "done", names_studio=True),
            "SUSPENDED": End(N_("已暂停"), "here"),
            "TERMINATED": End(N_("已终止"), "ended", ("close",)),
            "REJECTED": End(_BEGINNING, "skipped"),
        },
        refused={"REJECTED": "ended"},
        back={"BASE_DECLINED": N_("不同意，另行推荐")},
        waits=(Wait(N_("招收学员"), frozenset({"BASE_CONFIRMED", "RECRUITING"}), frozenset({"ACTIVE", "SUSPENDED"})),),
    ),
    material=Material(
        kept=LIFE,
        files="/cases/%s/files/",
        heading=N_("提名材料"),
        fields={
            "host_name": N_("主持人"),
            "host_school_name": N_("所在学校"),
            "title": N_("称号"),
            "outside_reason": N_("按「等」提名的理由"),
            "name": N_("工作室名称"),
            "county_name": N_("下沉县"),
            "school_level": N_("学段"),
            "track": N_("类别"),
            "subject": N_("学科"),
            "statement": N_("推荐意见"),
            "base_school_name": N_("推荐的设站学校"),
            "base_school_reason": N_("推荐这所学校的理由"),
        },
        values=_nominated,
        optional=frozenset({"outside_reason", "statement", "base_school_name", "base_school_reason"}),
        not_printed=frozenset({"host_school_name"}),
    ),
    sheet="温州市“名师送教”工作室主持人提名审批单",
    warnings={
        "same_county": N_("主持人所在学校与下沉县是同一个县。文件没有禁止，请市名师办留意。"),
        "outside_list": N_("所填称号不在第三条所列之内，按「等」提名，理由见下。由市名师办认定。"),
    },
    page=Page("/studios/%s/life", N_("工作室全过程")),
)
