"""Whether a teacher can be recommended to a studio, judged by facts that were read at one moment (Arts. 4.1-4.3)."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from uuid import UUID

from contracts.authority import Reach
from services.enrollment.domain.recommendation.columns import LOGIN, NAME, SCHOOL, STUDIO, key
from services.enrollment.domain.recommendation.faults import Fault, fault


@dataclass(frozen=True)
class School:
    """A school as the directory told of it."""

    id: UUID
    name: str
    county: str


@dataclass(frozen=True)
class Teacher:
    """A person with the school they work at."""

    id: UUID
    name: str
    login: str | None
    school: School


@dataclass(frozen=True)
class StudioOffered:
    """A studio, and whether it recruits in the round."""

    id: UUID
    name: str
    county: str
    host_id: UUID
    in_round: bool


@dataclass(frozen=True)
class Bonds:
    """To which studio somebody is bound already, by name; applications also by id."""

    recommended: Mapping[UUID, str] = field(default_factory=dict)
    member: Mapping[UUID, str] = field(default_factory=dict)
    applied: Mapping[UUID, tuple[UUID, str]] = field(default_factory=dict)


@dataclass(frozen=True)
class Row:
    """A row of a sheet. What could not be read is None: its fault has been told, and nothing is guessed from it."""

    number: int
    school: str | None
    name: str | None
    login: str | None
    studio: str | None
    reason: str | None


@dataclass(frozen=True)
class Meant:
    """Whom and what a row means."""

    number: int
    teacher: Teacher
    studio: StudioOffered
    reason: str


def obstacles(teacher: Teacher, studio: StudioOffered, bonds: Bonds, by: UUID) -> list[Fault]:
    """What stands against recommending this teacher to this studio."""
    found = _oneself(teacher, by)
    if not studio.in_round:
        found.append(fault("studio_not_in_round", STUDIO.words, value=studio.name))
    if studio.county != teacher.school.county:
        found.append(fault("studio_elsewhere", STUDIO.words, value=studio.name))
    if studio.host_id == teacher.id:
        found.append(fault("own_studio", STUDIO.words, value=studio.name))
    bound = _bond(teacher.id, studio.id, bonds)
    return [*found, bound] if bound else found


def teacher_fault(teacher: Teacher, bonds: Bonds, by: UUID) -> Fault | None:
    """What stands against recommending this teacher to whichever studio: told before one is chosen."""
    return next(iter(_oneself(teacher, by)), None) or _bond(teacher.id, None, bonds)


def _oneself(teacher: Teacher, by: UUID) -> list[Fault]:
    return [fault("oneself", NAME.words)] if teacher.id == by else []


def _bond(teacher_id: UUID, studio_id: UUID | None, bonds: Bonds) -> Fault | None:
    if elsewhere := bonds.member.get(teacher_id):
        return fault("already_member", NAME.words, studio=elsewhere)
    if applied := bonds.applied.get(teacher_id):
        same = applied[0] == studio_id
        return fault("applied_already" if same else "applied_elsewhere", NAME.words, studio=applied[1])
    if recommended := bonds.recommended.get(teacher_id):
        return fault("already_recommended", NAME.words, studio=recommended)
    return None


class Book:
    """Schools, teachers and studios by the names people write."""

    def __init__(
        self,
        reach: Reach,
        schools: Iterable[School],
        teachers: Iterable[Teacher],
        studios: Iterable[StudioOffered],
    ) -> None:
        self._reach = reach
        self._schools: dict[str, list[School]] = defaultdict(list)
        self._teachers: dict[str, list[Teacher]] = defaultdict(list)
        self._studios: dict[str, list[StudioOffered]] = defaultdict(list)
        for school in schools:
            self._schools[key(school.name)].append(school)
        for teacher in teachers:
            self._teachers[key(teacher.name)].append(teacher)
        for studio in studios:
            self._studios[key(studio.name)].append(studio)

    def teacher(self, row: Row) -> Teacher | Fault | None:
        """Whom the row means, or why that cannot be told; None where a cell for it could not be read."""
        if row.school is None or row.name is None or row.login is None:
            return None
        school = self._school(row.school)
        return school if isinstance(school, Fault) else self._teacher(row.name, row.login, school)

    def studio(self, row: Row, teacher: Teacher | Fault | None) -> StudioOffered | Fault | None:
        """Which studio the row means. Of namesakes it is the one of the round, in the teacher's county."""
        if row.studio is None:
            return None
        named = self._studios.get(key(row.studio), [])
        named = [studio for studio in named if studio.in_round] or named
        if len(named) > 1 and isinstance(teacher, Teacher):
            named = [studio for studio in named if studio.county == teacher.school.county] or named
        if len(named) == 1:
            return named[0]
        code = "studio_ambiguous" if named else "studio_unknown"
        return fault(code, STUDIO.words, value=row.studio, count=len(named))

    def _school(self, typed: str) -> School | Fault | None:
        """The school a row names; None where it names none and whoever recommends does so for a single school."""
        if not typed:
            alone = len(self._reach.schools) == 1 and not self._reach.counties and not self._reach.everywhere
            return None if alone else fault("school_missing", SCHOOL.words)
        named = self._schools.get(key(typed), [])
        mine = [school for school in named if self._reach.covers(school.county, school.id)]
        if len(mine) == 1:
            return mine[0]
        if mine:
            return fault("school_ambiguous", SCHOOL.words, value=typed, count=len(mine))
        return fault("school_not_yours" if named else "school_unknown", SCHOOL.words, value=typed)

    def _teacher(self, name: str, login: str, school: School | None) -> Teacher | Fault:
        namesakes = self._teachers.get(key(name), [])
        school_ids = {school.id} if school else self._reach.schools
        here = [teacher for teacher in namesakes if teacher.school.id in school_ids]
        if not here and namesakes:
            return fault("teacher_elsewhere", NAME.words, value=name, school=namesakes[0].school.name)
        if not here:
            return fault("teacher_unknown", NAME.words, value=name)
        if login:
            same = [teacher for teacher in here if key(teacher.login or "") == key(login)]
            return same[0] if same else fault("login_differs", LOGIN.words, value=login, name=name)
        if len(here) > 1:
            return fault("teacher_ambiguous", NAME.words, value=name, count=len(here))
        return here[0]


def judge(rows: Iterable[Row], book: Book, bonds: Bonds, by: UUID) -> tuple[list[Meant], list[Fault]]:
    """All rows at once: what is meant by those that can be understood, and every fault."""
    meant, faults = list[Meant](), list[Fault]()
    first: dict[UUID, int] = {}
    for row in rows:
        teacher = book.teacher(row)
        studio = book.studio(row, teacher)
        found = [each for each in (teacher, studio) if isinstance(each, Fault)]
        if isinstance(teacher, Teacher):
            if teacher.id in first:
                found.append(fault("twice", NAME.words, first=first[teacher.id]))
            first.setdefault(teacher.id, row.number)
            if isinstance(studio, StudioOffered):
                found += obstacles(teacher, studio, bonds, by)
                meant.append(Meant(row.number, teacher, studio, row.reason or ""))
        faults += [replace(each, row=row.number) for each in found]
    return meant, faults
