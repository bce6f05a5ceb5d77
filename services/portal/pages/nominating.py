"""Nominating a host with a studio to be (Art. 3): one form, a last look with what is to be noted, and off to the city."""

import asyncio
from typing import Any

from fastapi import APIRouter
from fastapi.responses import RedirectResponse, Response
from starlette.datastructures import FormData

from chassis.ids import uuid7
from contracts.offices import Role
from services.portal.case_words import ESTABLISHMENT
from services.portal.clients import Json, ProblemError
from services.portal.counties import listed_counties
from services.portal.navigation import SCHOOLS, nominates, scopes
from services.portal.pages.files import pass_on
from services.portal.visit import Typed, Visit, Visitor, text, texts
from services.portal.words import N_

router = APIRouter()

FIELDS = (
    "id", "q", "host_id", "name", "county", "school_level", "track", "subject", "title", "title_name", "title_level",
    "outside_reason", "statement",
)  # fmt: skip
SENT = ("host_id", "name", "county", "school_level", "track", "subject", "outside_reason", "statement")
OTHER = "other"
FOUND = 12
DISTRICTS = (Role.COUNTY_OFFICE, Role.COUNTY_PERSONNEL_SECTION)


@router.get("/nominate")
async def blank(visit: Visitor) -> Response:
    """A new nomination, under an id made here: sent twice it is the same."""
    if not nominates(visit.offices):
        return RedirectResponse("/", 303)
    return await _form(visit, dict.fromkeys(FIELDS, "") | {"id": str(uuid7())}, [])


@router.post("/nominate")
async def step(visit: Visitor, form: Typed) -> Response:
    """Whichever button was pressed, everything typed comes along; a chosen file is handed in on the way."""
    typed = {name: text(form, name).strip() for name in FIELDS}
    papers = _papers(form)
    if text(form, "do") != "send":
        visit.begin_summary()
    try:
        added = await pass_on(visit, form, f"/enrollment/nominations/{typed['id']}/files")
        papers += [paper for paper in added if paper["file_id"] not in {kept["file_id"] for kept in papers}]
        match text(form, "do"):
            case "check":
                return await _check(visit, typed, papers)
            case "send":
                return await _send(visit, typed, papers)
    except ProblemError as problem:
        if problem.status not in (403, 409, 413, 422):
            raise
        visit.begin_summary()
        return await _form(visit, typed, papers, problem)
    return await _form(visit, typed, papers)


def _papers(form: FormData) -> list[Json]:
    """The files handed in before, without the one that is taken off."""
    pairs = zip(texts(form, "file_id"), texts(form, "file_name"), strict=False)
    return [{"file_id": id_, "name": name} for id_, name in pairs if id_ != text(form, "remove")]


async def _form(
    visit: Visit, typed: dict[str, str], papers: list[Json], problem: ProblemError | None = None
) -> Response:
    options, counties, people, host, summary = await asyncio.gather(
        visit.api.get("/enrollment/nominations/options"),
        listed_counties(visit),
        _people(visit, typed["q"]),
        _host(visit, typed["host_id"]),
        visit.summary(),
    )
    if host is not None and host["id"] not in {person["id"] for person in people}:
        people = [host, *people]
    shown: dict[str, Any] = {
        "titles": options["titles"],
        "counties": counties,
        "people": people,
        "papers": papers,
        "nominated": [case for case in summary["started"] if case.get("kind") == ESTABLISHMENT],
    }
    status = problem.status if problem else 200
    return await visit.page("nomination/form.html", status, typed=typed, problem=problem, **shown)


async def _people(visit: Visit, q: str) -> list[Json]:
    """Those one may name: of one's schools, which are shown unasked, of one's districts, or for the city everybody."""
    schools = [{"school_id": school} for school in scopes(visit.offices, *SCHOOLS)]
    districts = [{"county": county} for county in scopes(visit.offices, *DISTRICTS)] if q else []
    everywhere: list[dict[str, str]] = [{}] if q and scopes(visit.offices, Role.MUNICIPAL_OFFICE) else []
    asked = everywhere or [*schools, *districts]
    pages = await asyncio.gather(*(visit.api.get("/directory/people", q=q, limit=FOUND, **place) for place in asked))
    found = {person["id"]: person for page in pages for person in page["items"] if person["school_name"]}
    return list(found.values())


async def _host(visit: Visit, host_id: str) -> Json | None:
    return await visit.api.get(f"/directory/people/{host_id}") if host_id else None


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


def _usual_name(host: Json | None) -> str:
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
    sent = await visit.api.put(f"/enrollment/nominations/{typed['id']}", body)
    return visit.go(f"/studios/{typed['id']}/life", N_("提名已送市名师办，编号 %(no)s。"), no=sent["case_no"])
