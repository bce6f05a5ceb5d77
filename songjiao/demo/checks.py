"""What the rows of a programme say of one another: every fault is found in one go, with its file and row."""

from collections.abc import Callable, Iterable, Iterator

from contracts.offices import CITY
from services.enrollment.domain.words import ApplicationState, Level
from songjiao.demo.cases import Scenario, Step
from songjiao.demo.programme import Organisations, Programme
from songjiao.demo.records import Candidate, Nomination, School, Studio, Teacher
from songjiao.loading.faults import Fault, place

APPROVED: dict[Level, ApplicationState] = {
    "school": "RECOMMENDED",
    "county": "COUNTY_APPROVED",
    "municipal": "ADMITTED",
}
REJECTED: dict[Level, ApplicationState] = {
    "school": "SCHOOL_DECLINED",
    "county": "COUNTY_REJECTED",
    "municipal": "MUNICIPAL_REJECTED",
}
HELD_BY: dict[ApplicationState, Level] = {
    "SUBMITTED": "school",
    "RECOMMENDED": "county",
    "COUNTY_APPROVED": "municipal",
}
ENDED = frozenset({"ADMITTED", *REJECTED.values(), "LAPSED", "WITHDRAWN"})


def check(programme: Programme) -> Iterator[Fault]:
    """Everything that is wrong between the files."""
    yield from check_organisations(programme)
    yield from _row_by_row("scenarios.yaml", programme.scenarios.cases, lambda case: _scenario(programme, case))
    yield from _row_by_row(
        "nominations.yaml", programme.nominations.nominations, lambda one: _nomination(programme, one)
    )
    yield from _accounts(programme)


def check_organisations(city: Organisations) -> Iterator[Fault]:
    """Everything that is wrong between schools, studios and people."""
    yield from _doubles("schools.csv", "code", [school.code for school in city.schools])
    yield from _doubles("studios.csv", "code", [studio.code for studio in city.studios])
    yield from _doubles("people", "login", [login for login, _ in _everybody(city)])
    yield from _doubles("people", "phone", [phone for _, phone in _everybody(city)])
    yield from _row_by_row("schools.csv", city.schools, lambda school: _school(city, school))
    yield from _row_by_row("studios.csv", city.studios, lambda studio: _studio(city, studio))
    yield from _row_by_row("teachers.csv", city.teachers, lambda teacher: _teacher(city, teacher))
    yield from _row_by_row("people.yaml", city.people.teachers, lambda teacher: _teacher(city, teacher))
    yield from _row_by_row("people.yaml", city.people.candidates, lambda candidate: _candidate(city, candidate))
    yield from _offices(city)


type Complaints = Iterator[tuple[str, str]]


def _row_by_row[R](file: str, rows: Iterable[R], complain: Callable[[R], Complaints]) -> Iterator[Fault]:
    for index, row in enumerate(rows):
        for field, message in complain(row):
            yield Fault(file, place(file, index), field, message)


def _everybody(city: Organisations) -> Iterator[tuple[str, str]]:
    yield from ((school.principal_login, school.principal_phone) for school in city.schools)
    yield from ((studio.host_login, studio.host_phone) for studio in city.studios)
    yield from ((teacher.login, teacher.phone) for teacher in (*city.teachers, *city.people.teachers))
    yield from ((holder.login, holder.phone) for holder in city.people.office_holders)
    yield from ((candidate.login, candidate.phone) for candidate in city.people.candidates)


def _doubles(file: str, field: str, values: list[str]) -> Iterator[Fault]:
    seen: set[str] = set()
    for value in values:
        if value in seen:
            yield Fault(file, value, field, "重复 / given twice")
        seen.add(value)


def _school(city: Organisations, school: School) -> Complaints:
    areas = {area.code for area in (city.areas.city, *city.counties, *city.areas.districts)}
    if school.area not in areas:
        yield "area", f"areas.yaml 中没有 {school.area} / no such area"


def _studio(city: Organisations, studio: Studio) -> Complaints:
    counties = {county.code for county in city.counties}
    base, home = city.school.get(studio.base_school), city.school.get(studio.host_school)
    if studio.county not in counties:
        yield "county", f"{studio.county} 不是加快发展县 / not a county of the programme"
    if base is None or base.area != studio.county:
        yield "base_school", f"设站学校 {studio.base_school} 不在本县 / base school is not in the county"
    if home is None:
        yield "host_school", f"没有学校 {studio.host_school} / no such school"
    elif home.area == studio.county:
        yield "host_school", "主持人不应来自下沉县 / the host should come from outside the county"


def _teacher(city: Organisations, teacher: Teacher) -> Complaints:
    school, studio = city.school.get(teacher.school), city.studio.get(teacher.studio)
    if school is None:
        yield "school", f"没有学校 {teacher.school} / no such school"
    if studio is None:
        yield "studio", f"没有工作室 {teacher.studio} / no such studio"
    if school and studio and school.area != studio.county:
        yield "school", "学员所在学校不在下沉县 / the school is not in the studio's county (Art. 4.2)"


def _candidate(city: Organisations, candidate: Candidate) -> Complaints:
    if candidate.school not in city.school:
        yield "school", f"没有学校 {candidate.school} / no such school"


def _offices(city: Organisations) -> Iterator[Fault]:
    scopes = {CITY, *(county.code for county in city.counties)}
    for index, holder in enumerate(city.people.office_holders):
        for office in holder.offices:
            if office.scope not in scopes:
                yield Fault(
                    "people.yaml", place("people.yaml", index), "office_holders", f"没有 {office.key} / no such office"
                )
            if office.role not in city.people.office_names:
                yield Fault("people.yaml", "office_names", office.role, "缺少名称 / the office has no name")


def _accounts(programme: Programme) -> Iterator[Fault]:
    known = {login for login, _ in _everybody(programme)}
    for index, account in enumerate(programme.accounts.accounts):
        if account.login not in known:
            yield Fault(
                "accounts.yaml", place("accounts.yaml", index), "login", f"没有 {account.login} / nobody has this login"
            )


def _nomination(programme: Programme, nomination: Nomination) -> Complaints:
    if nomination.host not in programme.candidate:
        yield "host", f"people.yaml 的 candidates 中没有 {nomination.host} / no such candidate"
    if nomination.county not in {county.code for county in programme.counties}:
        yield "county", f"{nomination.county} 不是加快发展县 / not a county of the programme"
    base = programme.school.get(nomination.base_school or "")
    if nomination.reaches == "BASE_PROPOSED" and (base is None or base.area != nomination.county):
        yield "base_school", "须写明下沉县的学校 / names a school of the county it goes to"


def _scenario(programme: Programme, case: Scenario) -> Complaints:
    teacher, leads = programme.teacher.get(case.applicant), programme.led_school.get(case.applicant)
    if teacher is None and leads is None:
        yield "applicant", f"没有 {case.applicant} / nobody has this login"
    if leads and None in (case.studio, case.post, case.title, case.subject):
        yield "applicant", "校长报名须写明 studio、post、title、subject / a principal's entry names them"
    if case.studio and case.studio not in programme.studio:
        yield "studio", f"没有工作室 {case.studio} / no such studio"
    rounds = {round_.code: round_ for round_ in programme.rounds.rounds}
    if case.round not in rounds:
        yield "round", f"没有批次 {case.round} / no such round"
        return
    reached = outcome(case.steps, round_closes=rounds[case.round].closed_after_loading)
    if reached != case.state:
        yield "state", f"步骤的结果是 {reached}，不是 {case.state} / the steps lead to {reached}"


def outcome(steps: Iterable[Step], round_closes: bool = False) -> ApplicationState | None:
    """The state the steps lead to, or None where they are not a path of an application (Art. 4.2)."""
    state: ApplicationState = "DRAFT"
    resume: ApplicationState = "SUBMITTED"
    for step in steps:
        match step.verb:
            case "submit" if state == "DRAFT":
                state = "SUBMITTED"
            case "resubmit" if state == "RETURNED":
                state = resume
            case "withdraw" if state not in ENDED:
                state = "WITHDRAWN"
            case "approve" | "return" | "reject" if step.level and HELD_BY.get(state) == step.level:
                resume = state
                state = {"approve": APPROVED, "reject": REJECTED}.get(step.verb, {}).get(step.level, "RETURNED")
            case _:
                return None
    return "LAPSED" if round_closes and state not in ENDED and state != "DRAFT" else state
