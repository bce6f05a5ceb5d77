"""A district or a school nominates a host (Art. 3): judged as a whole, frozen, and sent to the municipal office."""

from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import insert, select, text

from casework.gate import By, permitted
from chassis import clock
from chassis.canonical import content_hash
from chassis.store.base import AnyRow
from chassis.store.database import Transaction
from chassis.web.auth import Actor
from contracts.authority import Right
from contracts.rules import RuleSet, TitleLevel
from services.enrollment.commands.case import freeze
from services.enrollment.commands.studio.dossier import tell
from services.enrollment.domain.case import plan as plans
from services.enrollment.domain.guards import all_faults
from services.enrollment.domain.known.problems import not_arrived
from services.enrollment.domain.problems import field_faults
from services.enrollment.domain.studio import problems as studio_problems
from services.enrollment.domain.studio import titles
from services.enrollment.domain.studio.guards import HOSTS, Candidate
from services.enrollment.domain.studio.titles import Title
from services.enrollment.models import Studio, StudioHistory
from services.enrollment.queries import case as case_queries
from services.enrollment.queries import known
from services.enrollment.queries.studio import life


@dataclass(frozen=True)
class Nomination:
    """What a nomination says. `county` is where the studio is proposed to go."""

    name: str
    county: str
    school_level: str
    track: str
    subject: str
    host_id: UUID
    title_name: str
    title_level: TitleLevel
    outside_reason: str
    statement: str
    file_ids: tuple[UUID, ...]


@dataclass(frozen=True)
class Nominated:
    """The case that was opened; `warnings` stand in nobody's way, and the city sees them too."""

    studio_id: UUID
    case_no: str
    version: int
    warnings: list[str]


async def nominate(transaction: Transaction, studio_id: UUID, wanted: Nomination, actor: Actor) -> Nominated:
    """Nominate. The same again gets the first answer.

    Raises ForbiddenError for whoever may not nominate this person, InvalidError with every field that needs a change,
    ConflictError `nomination_exists` for another nomination under this id.
    """
    now = clock.business()
    rules = await known.rule_set(transaction.connection, None, now)
    # Held, so that nobody is nominated for two studios at once, or moved while it is judged.
    await known.hold_people(transaction.connection, [wanted.host_id])
    host = await known.person(transaction.connection, wanted.host_id)
    if rules is None:
        raise not_arrived()
    if host is None or host.school_id is None or host.school_name is None:
        raise studio_problems.unknown("host_id", "教师", "teacher")
    by = await permitted(
        transaction,
        actor,
        Right.NOMINATE_HOST,
        host.school_id,
        host.school_county,
        case_id=studio_id,
        parties=(host.id,),
    )
    content = await _content(transaction, studio_id, wanted, actor, host, rules, now)
    row = await _insert(transaction, studio_id, wanted, by, host, rules, content, now)
    if row is None:
        return await _nominated_before(transaction, studio_id, content)
    await freeze(transaction, studio_id, 1, content, by, now)
    deed = by.deed("submit")
    tell(transaction, row, 1, now, opens=True, deed=deed, plan=row["plan"])
    return Nominated(studio_id, row["case_no"], 1, content["warnings"])


async def _content(
    transaction: Transaction,
    studio_id: UUID,
    wanted: Nomination,
    actor: Actor,
    host: AnyRow,
    rules: RuleSet,
    now: datetime,
) -> dict[str, Any]:
    """The dossier's first revision; raises InvalidError with all faults at once."""
    connection = transaction.connection
    files = await case_queries.files_of(connection, studio_id, wanted.file_ids, actor.person_id)
    county = await known.listed_county(connection, wanted.county, now)
    elsewhere = await life.living_studio_of(connection, wanted.host_id, studio_id)
    title = Title(wanted.title_name, wanted.title_level, wanted.outside_reason)
    found = all_faults(HOSTS["nominate"], Candidate(title, rules, bool(files), elsewhere))
    if county is None:
        found.append(studio_problems.unknown("county", "加快发展县", "listed county").fields[0])
    if found:
        raise field_faults(found)
    group = titles.group_of(rules.establishment, title)
    warnings = ["same_county"] if host.school_county == wanted.county else []
    warnings += [] if group else ["outside_list"]
    return _frozen(wanted) | {
        "host_name": host.name,
        "host_school_name": host.school_name,
        "county_name": county,
        "title_group": group,
        "warnings": warnings,
        "files": [described(file) for file in files],
    }


def _frozen(wanted: Nomination) -> dict[str, Any]:
    typed = asdict(wanted)
    del typed["file_ids"]
    return typed | {"host_id": str(wanted.host_id)}


def described(file: AnyRow) -> dict[str, Any]:
    """A paper as a revision names it."""
    named = ("name", "size", "media_type", "sha256")
    return {"file_id": str(file.file_id)} | {name: getattr(file, name) for name in named}


async def _insert(
    transaction: Transaction,
    studio_id: UUID,
    wanted: Nomination,
    by: By,
    host: AnyRow,
    rules: RuleSet,
    content: dict[str, Any],
    now: datetime,
) -> dict[str, Any] | None:
    """The studio's row; None where there is one under this id."""
    if (await transaction.execute(select(Studio.id).where(Studio.id == studio_id))).one_or_none() is not None:
        return None
    number = text("SELECT next_number('GZ', :year)")
    case_no = (await transaction.execute(number, {"year": now.astimezone(clock.SHANGHAI).year})).scalar_one()
    plan = plans.establishment(rules, county=wanted.county, school_id=None)
    row: dict[str, Any] = {
        "id": studio_id, "name": wanted.name, "county": wanted.county, "school_level": wanted.school_level, "track": wanted.track,
        "subject": wanted.subject, "host_id": host.id, "host_name": host.name, "host_school_name": host.school_name,
        "host_school_id": host.school_id, "host_titles": [wanted.title_name], "base_school_name": "", "version": 1,
        "state": "NOMINATED", "state_since": now, "case_no": case_no, "nominated_by": by.person_id,
        "nominated_by_name": by.name, "revision": 1, "content_hash": content_hash(content),
    }  # fmt: skip
    await transaction.execute(insert(Studio), row | {"plan": plan.model_dump(mode="json")})
    history = {
        "studio_id": studio_id, "seq": 1, "what": "state", "value": "NOMINATED", "at": now, "by_id": by.person_id,
        "by_name": by.name, "reason": "",
    }  # fmt: skip
    await transaction.execute(insert(StudioHistory), history)
    return row | {"plan": plan}


async def _nominated_before(transaction: Transaction, studio_id: UUID, content: dict[str, Any]) -> Nominated:
    """A double click finds what the first one sent."""
    first = next(iter(await case_queries.revisions(transaction.connection, studio_id)), None)
    studio = await life.stands(transaction.connection, studio_id)
    if first is None or studio is None or first.content_hash != content_hash(content):
        raise studio_problems.nomination_exists()
    return Nominated(studio_id, studio.case_no, studio.version, content["warnings"])
