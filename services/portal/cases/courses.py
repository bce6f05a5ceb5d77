"""How each kind of case runs, as its drawing needs it: where it begins, what it waits for, and how it may end."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

from services.portal.cases.diagram import Place
from services.portal.cases.words import APPLICATION, DISQUALIFICATION, ESTABLISHMENT
from services.portal.frame.words import N_


@dataclass(frozen=True)
class End:
    """The last stop of a case that is over: its words, what it is drawn as, whose log entry dates it."""

    words: str
    place: Place
    dated_by: tuple[str, ...] = ()
    names_studio: bool = False


@dataclass(frozen=True)
class Wait:
    """A stop after the stages at which no office has the case: in which states it is there, and in which beyond."""

    words: str
    here: frozenset[str]
    beyond: frozenset[str]


@dataclass(frozen=True)
class Course:
    """One kind of case.

    `refused` says how a stage is drawn whose refusal ended the case in a state, `back` what the way is called where it only
    led back. A state in `final_after` is the end once that stage's task is closed.
    """

    begins: str
    begun_by: tuple[str, ...]
    goal: str
    ends: Mapping[str, End]
    refused: Mapping[str, Place]
    back: Mapping[str, str]
    waits: tuple[Wait, ...] = ()
    final_after: Mapping[str, str] = field(default_factory=dict)


# Entries of the log that say a deed was done; the stage's own task only says that it is closed.
DEEDS_LOGGED: Final = {
    "dispatch": "dispatch",
    "base_proposal": "propose_base",
    "statement": "state",
    "appeal_filing": "appeal",
}
# The county says what it thinks either way, and the case goes on.
PASSES: Final = frozenset({("county_opinion", "reject")})

_ADMISSION, _BEGINNING, _END = N_("录取"), N_("启动"), N_("办结")
_RUNNING = frozenset({"ACTIVE", "SUSPENDED"})

COURSES: Final[Mapping[str, Course]] = {
    APPLICATION: Course(
        begins=N_("提交申请"),
        begun_by=("submit", "resubmit"),
        goal=_ADMISSION,
        ends={
            "ADMITTED": End(_ADMISSION, "done", names_studio=True),
            "WITHDRAWN": End(N_("已撤回"), "ended", ("withdraw", "close")),
            "LAPSED": End(N_("已逾期失效"), "ended", ("withdraw", "close")),
            "SCHOOL_DECLINED": End(_ADMISSION, "skipped"),
            "COUNTY_REJECTED": End(_ADMISSION, "skipped"),
            "MUNICIPAL_REJECTED": End(_ADMISSION, "skipped"),
        },
        refused={"SCHOOL_DECLINED": "ended", "COUNTY_REJECTED": "ended", "MUNICIPAL_REJECTED": "ended"},
        back={"RETURNED": N_("退回修改")},
    ),
    ESTABLISHMENT: Course(
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
        waits=(Wait(N_("招收学员"), frozenset({"BASE_CONFIRMED", "RECRUITING"}), _RUNNING),),
    ),
    DISQUALIFICATION: Course(
        begins=N_("旷课达到上限"),
        begun_by=("flag",),
        goal=_END,
        ends={
            "DISMISSED": End(N_("资格保留"), "done"),
            "OVERTURNED": End(N_("恢复资格"), "done"),
            "CORRECTED": End(N_("考勤已更正"), "done", ("correct",)),
            "UPHELD": End(N_("资格已取消"), "ended"),
            "DISQUALIFIED": End(N_("资格已取消"), "ended"),
        },
        refused={"DISMISSED": "done", "UPHELD": "done"},
        back={},
        final_after={"DISQUALIFIED": "appeal_filing"},
    ),
}
