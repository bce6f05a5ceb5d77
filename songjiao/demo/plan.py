"""Who applies where in the simulation, and how it goes: 2,400 applications in the proportions of a whole recruiting."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby

from services.enrollment.domain.words import ApplicationState, Level
from songjiao.demo.cases import Step, Texts, Verb
from songjiao.demo.journey import Form
from songjiao.demo.programme import Programme, ProgrammeError
from songjiao.demo.records import Teacher
from songjiao.loading.faults import Fault
from songjiao.loading.identity import identity

PROPORTIONS: dict[ApplicationState, int] = {
    "ADMITTED": 1800,
    "SCHOOL_DECLINED": 80,
    "COUNTY_REJECTED": 240,
    "MUNICIPAL_REJECTED": 60,
    "WITHDRAWN": 120,
    "LAPSED": 100,
}
ADMITTED_ONCE_CORRECTED = 9  # one in so many: 200 returns, beside the 100 that are never answered
APPLICANTS_A_STUDIO = 16
ADMITTED_A_STUDIO = (12, 10, 14, 11, 13)
LEVELS: tuple[Level, ...] = ("school", "county", "municipal")
REJECTED_AT: dict[ApplicationState, Level] = {
    "SCHOOL_DECLINED": "school",
    "COUNTY_REJECTED": "county",
    "MUNICIPAL_REJECTED": "municipal",
}


@dataclass(frozen=True)
class Planned:
    """One application of the simulation, its steps, and how it ends once the round has closed."""

    form: Form
    steps: tuple[Step, ...]
    ends: ApplicationState

    @property
    def returns(self) -> int:
        """How often it is returned."""
        return sum(step.verb == "return" for step in self.steps)


def plan(programme: Programme) -> list[Planned]:
    """Every application, in an order that keeps all counties busy at once; ProgrammeError for too few teachers."""
    applicants = list(_applicants(programme))
    if len(applicants) != sum(PROPORTIONS.values()):
        told = f"模拟需要150个工作室各{APPLICANTS_A_STUDIO}位教师 / the simulation needs {sum(PROPORTIONS.values())} teachers"
        raise ProgrammeError([Fault("teachers.csv", "", "studio", f"{told}: {len(applicants)}")])
    endings = list(_endings(len(applicants) // APPLICANTS_A_STUDIO))
    planned, met = [], dict.fromkeys(PROPORTIONS, 0)
    for teacher, ends in zip(applicants, endings, strict=True):
        planned.append(_planned(programme, teacher, ends, met[ends]))
        met[ends] += 1
    return sorted(planned, key=lambda one: one.form.id)


def _applicants(programme: Programme) -> Iterator[Teacher]:
    """Sixteen teachers a studio, none of whom has a case in the small demonstration."""
    busy = {case.applicant for case in programme.scenarios.cases}
    for _, teachers in groupby(programme.teachers, key=lambda teacher: teacher.studio):
        yield from [teacher for teacher in teachers if teacher.login not in busy][:APPLICANTS_A_STUDIO]


def _endings(studios: int) -> Iterator[ApplicationState]:
    """Endings in the order of applicants: ten to fourteen admitted in each studio, the others spread evenly."""
    places = sorted(
        ((place + 0.5) / count, state)
        for state, count in PROPORTIONS.items()
        if state != "ADMITTED"
        for place in range(count)
    )
    others = iter(places)
    for number in range(studios):
        admitted = ADMITTED_A_STUDIO[number % len(ADMITTED_A_STUDIO)]
        for _ in range(admitted):
            yield "ADMITTED"
        for _ in range(APPLICANTS_A_STUDIO - admitted):
            yield next(others)[1]


def _planned(programme: Programme, teacher: Teacher, ends: ApplicationState, number: int) -> Planned:
    round_, studio = programme.rounds.simulated, programme.studio[teacher.studio]
    said = Said(programme, teacher, number)
    form = Form(
        id=identity("application", f"{round_.code}/{teacher.login}"),
        round_id=round_.id,
        applicant=teacher.login,
        studio=studio,
        motivation=said.motivation,
        post=teacher.post,
        title=teacher.title,
        phone=teacher.phone,
    )
    corrected = ends == "ADMITTED" and number % ADMITTED_ONCE_CORRECTED == 0
    level = LEVELS[number // ADMITTED_ONCE_CORRECTED % len(LEVELS)]
    return Planned(form, tuple(said.step(*action) for action in way(ends, level, corrected)), ends)


def way(ends: ApplicationState, level: Level, corrected: bool) -> list[tuple[Level | None, Verb]]:
    """What is done, by whom, until the ending; returns and withdrawals happen at the level named."""
    level = REJECTED_AT.get(ends, level)
    approvals: list[tuple[Level | None, Verb]] = [(one, "approve") for one in LEVELS]
    before, after = approvals[: LEVELS.index(level)], approvals[LEVELS.index(level) :]
    match ends:
        case "ADMITTED":
            correction: list[tuple[Level | None, Verb]] = [(level, "return"), (None, "resubmit")]
            return [(None, "submit"), *before, *(correction if corrected else ()), *after]
        case "WITHDRAWN":
            return [(None, "submit"), *before, (None, "withdraw")]
        case "LAPSED":
            return [(None, "submit"), *before, (level, "return")]
        case _:
            return [(None, "submit"), *before, (level, "reject")]


class Said:
    """What one applicant and the offices write, from the programme's texts."""

    def __init__(self, programme: Programme, teacher: Teacher, number: int) -> None:
        self._texts: Texts = programme.texts
        self._number = number
        self._names = {
            "school": programme.school[teacher.school].name,
            "studio": programme.studio[teacher.studio].name,
            "subject": teacher.subject,
            "post": teacher.post,
        }
        self.motivation = self._one(self._texts.motivations)

    def step(self, level: Level | None, verb: Verb) -> Step:
        """The step with its words."""
        match verb:
            case "submit":
                return Step(level=None, verb=verb)
            case "resubmit":
                return Step(level=None, verb=verb, text=self.motivation + self._one(self._texts.corrections))
            case "withdraw":
                return Step(level=None, verb=verb, text=self._one(self._texts.withdrawals))
            case "approve" | "return" | "reject":
                assert level is not None
                return Step(level=level, verb=verb, text=self._one(self._texts.opinions[level][verb]))

    def _one(self, choices: tuple[str, ...]) -> str:
        return choices[self._number % len(choices)].format(**self._names)
