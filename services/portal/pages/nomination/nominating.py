"""Nominating a host with a studio to be (Art. 3): one form, a last look with what is to be noted, and off to the city."""

import asyncio
from contextlib import suppress
from typing import Any

from fastapi.responses import Response

from chassis.ids import uuid7
from contracts.authority import Right, may_anywhere, reach
from contracts.kinds import STUDIO_ESTABLISHMENT
from services.portal.frame.asked.directory import PEOPLE, PERSON, Person, PersonInFull
from services.portal.frame.asked.studio_lives import ATTACH, NOMINATE, OPTIONS, TAKEN
from services.portal.frame.clients import Json, ProblemError
from services.portal.frame.counties import listed_counties
from services.portal.frame.files import pass_on
from services.portal.frame.forms import Router, Sent, again, comes_back
from services.portal.frame.typed import CHOOSE, FILL_IN, GapsError, Typed
from services.portal.frame.visit import Visit, Visitor
from services.portal.frame.words import N_

router = Router()

FIELDS = (
    "id", "q", "host_id", "name", "county", "school_level", "track", "subject", "title", "title_name", "title_level",
    "outside_reason", "statement",
)  # fmt: skip
SENT = ("host_id", "name", "county", "school_level", "track", "subject", "outside_reason", "statement")
OTHER = "other"
# What the last look must have, wherever it is typed or chosen.
MUST = {"host_id": N_("请选择主持人。"), "subject": FILL_IN} | dict.fromkeys(
    ("county", "school_level", "track"), CHOOSE
)
FOUND = 12


@router.get("/nominate")
async def nominate(visit: Visitor) -> Response:
    """A nomination under an id made here: sent twice it is the same."""
    if not may_anywhere(Right.NOMINATE_HOST, visit.offices):
        return await visit.page("nomination/not_yours.html", status=403)
    sent = await visit.typed()
    typed = _typed(sent)
    options, counties, people, host, summary = await asyncio.gather(
        visit.api.get(OPTIONS),
        listed_counties(visit),
        _people(visit, typed["q"]),
        _host(visit, typed["host_id"]),
        visit.summary(),
    )
    if host is not None and host["id"] not in {person["id"] for person in people}:
        people = [Person(id=host["id"], name=host["name"], school_name=host["school_name"]), *people]
    shown: dict[str, Any] = {
        "titles": options["titles"],
        "counties": counties,
        "people": people,
        "taken": await _taken(visit, people),
        "papers": _papers(sent),
        "nominated": [case for case in summary["started"] if case["kind"] == STUDIO_ESTABLISHMENT.name],
    }
    return await visit.page("nomination/form.html", typed=typed, **shown)


@router.post("/nominate")
@comes_back(nominate)
async def step(visit: Visitor, form: Sent) -> Response:
    """Whichever button was pressed, everything typed comes along; a chosen file is handed in on the way."""
    typed = _typed(form) | ({"id": form.id("id")} if form["id"] else {})
    handed_in = {paper["file_id"] for paper in _papers(form)}
    for paper in await pass_on(visit, form, ATTACH, typed["id"]):
        if paper["file_id"] not in handed_in:
            form.keep("file_id", paper["file_id"])
            form.keep("file_name", paper["name"])
    if form["do"] == "check":
        _require(typed, _papers(form))
    if form["do"] == "send":
        return await _send(visit, typed, _papers(form))
    again(visit, form)
    return await (_check(visit, typed, _papers(form)) if form["do"] == "check" else nominate(visit))


def _require(typed: dict[str, str], papers: list[Json]) -> None:
    """Raises GapsError for what has to be there before the last look: beside the field, not at the end."""
    of_title = dict.fromkeys(("title_name", "outside_reason"), FILL_IN) | {"title_level": CHOOSE}
    must = MUST | (of_title if typed["title"] == OTHER else {})
    gaps = {name: words for name, words in must.items() if not typed[name]}
    # The service calls by one name what is chosen or typed here.
    gaps |= {} if typed["title"] else {"title_name": CHOOSE}
    gaps |= {} if papers else {"file_ids": N_("请上传称号证书（PDF、JPG 或 PNG）。")}
    if gaps:
        raise GapsError(gaps)


def _typed(form: Typed) -> dict[str, str]:
    typed = {name: form[name].strip() for name in FIELDS}
    return typed | {"id": typed["id"] or str(uuid7())}


def _papers(form: Typed) -> list[Json]:
    """The files handed in before, without the one that is taken off."""
    pairs = zip(form.all("file_id"), form.all("file_name"), strict=False)
    return [{"file_id": id_, "name": name} for id_, name in pairs if id_ != form["remove"]]


async def _people(visit: Visit, q: str) -> list[Person]:
    """Those one may name: of one's schools, which are shown unasked, of one's districts, or for the city everybody."""
    within = reach(Right.NOMINATE_HOST, visit.offices)
    schools = [{"school_id": str(school)} for school in sorted(within.schools)]
    districts = [{"county": county} for county in sorted(within.counties)] if q else []
    everywhere: list[dict[str, str]] = [{}] if q and within.everywhere else []
    asked = everywhere or [*schools, *districts]
    pages = await asyncio.gather(*(visit.api.get(PEOPLE, q=q, limit=FOUND, **place) for place in asked))
    found = {person["id"]: person for page in pages for person in page["items"] if person["school_name"]}
    return list(found.values())


async def _taken(visit: Visit, people: list[Person]) -> dict[str, str]:
    """Who has a studio already, and the words for it: nobody is offered whom the rules would refuse."""
    asked = [person["id"] for person in people]
    found = (await visit.api.get(TAKEN, person_id=asked))["items"] if asked else []
    return {each["person_id"]: each["words"] for each in found}


async def _host(visit: Visit, host_id: str) -> PersonInFull | None:
    # Somebody a draft names may be there no more; whoever is sent so is refused beside the field.
    with suppress(ProblemError):
        return await visit.api.get(PERSON, host_id) if host_id else None
    return None


async def _check(visit: Visit, typed: dict[str, str], papers: list[Json]) -> Response:
    """Everything once more, with what stands in nobody's way and is to be noted."""
    host, counties = await asyncio.gather(_host(visit, typed["host_id"]), listed_counties(visit))
    named = typed | {"name": typed["name"] or _usual_name(host)}
    name, level = _title(typed)
    shown: dict[str, Any] = {
        "host": host,
        "papers": papers,
        "title": (name, level),
        "county_name": counties.get(typed["county"], ""),
        "same_county": bool(host and typed["county"] and host["county"] == typed["county"]),
        "outside_list": typed["title"] == OTHER,
    }
    return await visit.page("nomination/check.html", typed=named, **shown)


def _usual_name(host: PersonInFull | None) -> str:
    return f"温州市{host['name']}“名师送教”工作室" if host else ""


def _title(typed: dict[str, str]) -> tuple[str, str]:
    """The title's name and level: one of the list, or as typed."""
    if typed["title"] == OTHER:
        return typed["title_name"], typed["title_level"]
    level, _, name = typed["title"].partition("|")
    return name, level


async def _send(visit: Visit, typed: dict[str, str], papers: list[Json]) -> Response:
    name, level = _title(typed)
    body: Json = {field: typed[field] for field in SENT}
    body |= {"title_name": name, "title_level": level, "file_ids": [paper["file_id"] for paper in papers]}
    if typed["title"] != OTHER:
        body["outside_reason"] = ""
    sent = await visit.api.do(NOMINATE, typed["id"], body=body)
    return visit.go(f"/studios/{typed['id']}/life", N_("提名已提交市名师办，编号 %(no)s。"), no=sent["case_no"])
