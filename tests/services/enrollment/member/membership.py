"""Members of a studio, as admissions make them, and what is done about them."""

import zipfile
from io import BytesIO
from typing import Any
from uuid import UUID

import httpx2

from chassis import clock
from services.enrollment.commands.member.end import end_membership
from tests.services.enrollment.meeting import outcome
from tests.services.enrollment.programme import WENCHENG, Programme

COUNTY = f"county_office:{WENCHENG}"
MINIMUM = 10
PDF = b"%PDF-1.7\n" + b"\0" * 32


def packed(*parts: str) -> bytes:
    """What a word processor, or a spreadsheet program, packs into an archive: these parts."""
    written = BytesIO()
    with zipfile.ZipFile(written, "w") as archive:
        for part in ("[Content_Types].xml", *parts):
            archive.writestr(part, "<a/>")
    return written.getvalue()


DOCX = packed("word/document.xml")
XLSX = packed("xl/workbook.xml")
DOC = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 504 + "WordDocument".encode("utf-16-le") + b"\0" * 64


async def admitted(programme: Programme, person: UUID | None = None, studio: UUID | None = None) -> UUID:
    """A member of the studio; the membership's id."""
    application = await programme.approved_by_county(person, studio)
    given = await programme.admit(application)
    assert outcome(given) == "ADMITTED"
    found = "SELECT id FROM memberships WHERE application_id = :id AND state = 'ACTIVE'"
    return UUID(str(await programme.scalar(found, id=application)))


async def filled(programme: Programme, members: int = MINIMUM, studio: UUID | None = None) -> list[UUID]:
    """So many members; their memberships, in the order of admission."""
    people = [await programme.another_teacher(f"教师{number}") for number in range(members)]
    return [await admitted(programme, person, studio) for person in people]


async def leave(programme: Programme, membership: UUID, headers: Any, reason: str = "因工作调动") -> httpx2.Response:
    """Somebody has it that a trainee leaves."""
    return await programme.call("POST", f"/members/{membership}/leave", headers, {"reason": reason})


async def transfer(programme: Programme, membership: UUID, studio: UUID, headers: Any = None) -> httpx2.Response:
    """The county has a trainee go over to another studio."""
    body = {"studio_id": str(studio), "reason": "任教学科变动，转到对口工作室"}
    return await programme.call("POST", f"/members/{membership}/transfer", headers or programme.office(COUNTY), body)


async def state(programme: Programme, membership: UUID) -> str:
    """Where a membership stands."""
    return str(await programme.scalar("SELECT state FROM memberships WHERE id = :id", id=membership))


async def trainee(programme: Programme, membership: UUID) -> UUID:
    """Whose it is."""
    return UUID(str(await programme.scalar("SELECT trainee_id FROM memberships WHERE id = :id", id=membership)))


async def open_alerts(programme: Programme, studio: UUID | None = None) -> int:
    """How many alerts of the studio are open."""
    sql = "SELECT count(*) FROM member_alerts WHERE studio_id = :id AND resolved_at IS NULL"
    return int(await programme.scalar(sql, id=studio or programme.studio))


async def hand_in(
    programme: Programme, membership: UUID, person: UUID | None = None, *, content: bytes = PDF, name: str = "规划.pdf",
    title: str = "三年成长规划", years: Any = 3,
) -> httpx2.Response:  # fmt: skip
    """A trainee hands in a plan."""
    files = {"file": (name, content, "application/octet-stream")}
    form = {"title": title, "years": str(years)}
    path = f"/members/{membership}/plans"
    return await programme.client.post(path, headers=programme.person(person), files=files, data=form)


async def decide_plan(
    programme: Programme,
    membership: UUID,
    plan: Any,
    verb: str = "confirm",
    opinion: str = "",
    host: UUID | None = None,
) -> httpx2.Response:
    """The host decides about the revision that was read."""
    body = {"verb": verb, "sha256": plan["sha256"], "opinion": opinion}
    path = f"/members/{membership}/plans/{plan['revision']}/decision"
    return await programme.call("POST", path, programme.person(host or programme.host), body)


async def ending(programme: Programme, membership: UUID) -> Any:
    """A trainee loses the place."""
    async with programme.service.database.transaction() as transaction:
        return await end_membership(transaction, membership, "DISQUALIFIED", "两次旷课", clock.business())
