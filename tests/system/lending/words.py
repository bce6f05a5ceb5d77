"""What pages say of the kinds: what would be a file each in the portal."""

from dataclasses import replace
from types import NoneType
from typing import Final

from services.portal.frame import formats
from services.portal.frame.calls import Call
from services.portal.frame.speech import Speech
from services.portal.frame.words import Pill
from services.portal.kinds.declared import Course, End, Json, KindWords, Material, Stage, Verb
from tests.system.lending.kinds import DEFER, HALL_LOAN, INSPECTION, KEY_LOAN, LENT, OWNER, REFUSED, WITHDRAWN


def _written(content: Json, speech: Speech) -> Json:
    """Money and a day as people write them."""
    day = formats.date(content["day"], speech.language)
    return content | {"day": day, "deposit": formats.money(content["deposit"])}


def _judged(name: str, signed: str) -> Stage:
    return Stage(
        name,
        {
            "approve": Verb("同意借用", "送%(office)s", ("场地空闲，同意。",), effect_last="礼堂借出"),
            "reject": Verb("不借", "申请到此为止", ("当天另有安排，不能借。",), off="不借：结束"),
        },
        signed=signed,
    )


OLDER: Final = KindWords(
    kind=HALL_LOAN.name,
    name="礼堂借用",
    applicant="借用人",
    states={
        "TO_COUNTERSIGN": Pill("待会签", "here", "hourglass"),
        "TO_SIGN": Pill("待签字", "here", "hourglass"),
        "TO_APPRAISE": Pill("待评估", "here", "hourglass"),
        "TO_HAND_OVER": Pill("待交接", "here", "hourglass"),
        LENT: Pill("已借出", "good", "circle-check"),
        REFUSED: Pill("不予借用", "late", "x"),
        WITHDRAWN: Pill("已撤回", "", "arrow-back-up"),
    },
    stages={
        "countersign": _judged("两家会签", "会签意见"),
        "any_sign": _judged("任一签字", "签字意见"),
        "appraisal": _judged("各自评估", "评估意见"),
        "handover": _judged("钥匙交接", "交接意见"),
    },
    logged={"ask": "提出借用", "withdraw": "撤回借用", "reassign": "改送部门"},
    endings={"withdrawn": "借用人已撤回"},
    course=Course(
        begins="提出借用",
        begun_by=("ask",),
        goal="借出",
        ends={LENT: End("礼堂已借出", "done"), REFUSED: End("不予借用", "ended"), WITHDRAWN: End("已撤回", "ended")},
        refused={REFUSED: "ended"},
    ),
    material=Material(
        kept=Call("GET", f"/{OWNER}/loans/{{case_id}}", NoneType),
        files="/hall/%s/files/",
        heading="借用事项",
        fields={"purpose": "作何用途", "contact": "找谁联系", "day": "哪一天用", "deposit": "交多少押金"},
        values=_written,
        not_printed=frozenset({"purpose", "contact", "day", "deposit"}),
    ),
    sheet="礼堂借用审批单",
    attestations={"doors_locked": "门已锁好", "lights_out": "灯已关好", "nobody_inside": "场内无人"},
    batched=True,
)
_INSPECTED: Final = Stage(
    "现场查看",
    {
        "approve": Verb("场地合格", "送%(office)s", ("已到现场看过。",), effect_last="礼堂借出"),
        DEFER: Verb("改日再看", "过后再送本部门查看", ("今天无人开门。",), passes=True),
        "reject": Verb("场地不合格", "申请到此为止", ("消防通道被占。",), off="不合格：结束"),
    },
    signed="查看意见",
)
NEWEST: Final = replace(
    OLDER,
    states={
        **OLDER.states,
        "TO_INSPECT": Pill("待现场查看", "here", "eye"),
        "PUT_OFF": Pill("改日查看", "soon", "clock"),
    },
    stages={**OLDER.stages, INSPECTION: _INSPECTED},
)
KEYS: Final = replace(NEWEST, kind=KEY_LOAN.name, name="钥匙借用", sheet="钥匙借用审批单")
