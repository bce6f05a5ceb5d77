"""The frozen revisions of a case as people read them: fields with words, what changed, papers, things to be noted."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from services.portal import formats
from services.portal.case_words import APPLICATION, DISQUALIFICATION, ESTABLISHMENT, WARNINGS
from services.portal.clients import Json
from services.portal.rendering import Language
from services.portal.studio_words import TITLE_GROUPS, TITLE_LEVELS
from services.portal.words import FIELDS, N_


@dataclass(frozen=True)
class Speech:
    """The language of a page, and how it says a sentence of the catalogue."""

    language: Language
    say: Callable[..., str]


@dataclass(frozen=True)
class Owner:
    """Where a kind of case is kept and its papers are fetched, and what of its content is shown, in which words.

    `optional` fields are not shown where they are empty.
    """

    address: str
    files: str
    heading: str
    fields: Mapping[str, str]
    values: Callable[[Json, Speech], Json]
    optional: frozenset[str] = frozenset()


def material(owner: Owner, revisions: list[Json], speech: Speech) -> list[dict[str, Any]]:
    """The fields of the newest frozen revision, each with what stood there before if that was something else."""
    if not revisions:
        return []
    newest, *former = (owner.values(each["content"], speech) for each in reversed(revisions[-2:]))
    before = former[0] if former else newest
    rows = [_row(name, label, newest.get(name) or "", before.get(name) or "") for name, label in owner.fields.items()]
    return [row for row in rows if row["value"] or row["changed"] or row["name"] not in owner.optional]


def _row(name: str, label: str, value: str, before: str) -> dict[str, Any]:
    changed = value != before
    return {"name": name, "label": label, "value": value, "before": before if changed else "", "changed": changed}


def papers(revisions: list[Json]) -> list[Json]:
    """The files of the newest frozen revision, those that were not in the one before marked."""
    if not revisions:
        return []
    before = {file["sha256"] for revision in revisions[:-1] for file in revision["content"].get("files", ())}
    files = revisions[-1]["content"].get("files", ())
    return [file | {"new": len(revisions) > 1 and file["sha256"] not in before} for file in files]


def warnings(revisions: list[Json]) -> list[str]:
    """What stands in nobody's way and is to be noted."""
    noted = revisions[-1]["content"].get("warnings", ()) if revisions else ()
    return [WARNINGS[code] for code in noted]


def _as_it_is(content: Json, _: Speech) -> Json:
    return content


def _nominated(content: Json, speech: Speech) -> Json:
    level = speech.say(TITLE_LEVELS[content["title_level"]])
    group = content.get("title_group")
    place = speech.say(TITLE_GROUPS[group] if group else N_("不在第三条所列之内"))
    said = {name: speech.say(content[name]) for name in ("school_level", "track")}
    return content | said | {"title": f"{content['title_name']}（{level}，{place}）"}


def _missed(content: Json, speech: Speech) -> Json:
    dates = (formats.date_and_time(each["held_at"], speech.language) for each in content["truancies"])
    return content | {"truancies": "\n".join(dates)}


OWNERS: Final[dict[str, Owner]] = {
    APPLICATION: Owner(
        address="/enrollment/applications/%s",
        files="/applications/%s/files/",
        heading=N_("申请材料"),
        fields={name: FIELDS[name] for name in ("post", "title", "phone", "motivation")},
        values=_as_it_is,
    ),
    ESTABLISHMENT: Owner(
        address="/enrollment/studios/%s/life",
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
    ),
    DISQUALIFICATION: Owner(
        address="/enrollment/disqualifications/%s",
        files="/cases/%s/files/",
        heading=N_("旷课与陈述"),
        fields={
            "trainee_name": N_("当事学员"),
            "school_name": N_("所在学校"),
            "studio_name": N_("工作室"),
            "truancies": N_("旷课的活动时间"),
            "statement": N_("学员的陈述"),
            "appeal": N_("学员的申诉"),
        },
        values=_missed,
        optional=frozenset({"appeal"}),
    ),
}
