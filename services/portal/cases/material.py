"""The frozen revisions of a case as people read them: fields with words, what changed, papers, things to be noted."""

from collections.abc import Sequence
from typing import Any

from services.portal.frame import formats
from services.portal.frame.clients import Read
from services.portal.frame.speech import Speech
from services.portal.frame.words import N_
from services.portal.kinds import KINDS
from services.portal.kinds.declared import Json, Material


def material(declared: Material, revisions: Sequence[Read], speech: Speech) -> list[dict[str, Any]]:
    """The fields of the newest frozen revision, each with what stood there before if that was something else."""
    if not revisions:
        return []
    newest, *former = (declared.values(each["content"], speech) for each in reversed(revisions[-2:]))
    before = former[0] if former else newest
    rows = [
        _row(name, speech.say(label), newest.get(name) or "", before.get(name) or "")
        for name, label in declared.fields.items()
    ]
    return [row for row in rows if row["value"] or row["changed"] or row["name"] not in declared.optional]


def _row(name: str, label: str, value: str, before: str) -> dict[str, Any]:
    changed = value != before
    return {"name": name, "label": label, "value": value, "before": before if changed else "", "changed": changed}


def facts(told: Sequence[Read], speech: Speech) -> list[dict[str, Any]]:
    """What a case says of itself: all there is to be read where its kind is not known here."""
    return [
        _row(fact["name"], fact["label"][speech.language], value := formats.fact_value(fact, speech.language), value)
        for fact in told
    ]


def papers(revisions: Sequence[Read]) -> list[Json]:
    """The files of the newest frozen revision, those that were not in the one before marked."""
    if not revisions:
        return []
    before = {file["sha256"] for revision in revisions[:-1] for file in revision["content"].get("files", ())}
    files = revisions[-1]["content"].get("files", ())
    return [file | {"new": len(revisions) > 1 and file["sha256"] not in before} for file in files]


def warnings(kind: str, revisions: Sequence[Read], speech: Speech) -> list[str]:
    """What stands in nobody's way and is to be noted."""
    known = KINDS.get(kind)
    noted = revisions[-1]["content"].get("warnings", ()) if revisions and known else ()
    return [speech.say(known.warnings[code]) for code in noted if known and code in known.warnings]


def read(kind: str, case_id: str, revisions: Sequence[Read], speech: Speech) -> dict[str, Any]:
    """The frozen revisions as a page shows them; of a kind not known here there is nothing to be shown."""
    known = KINDS.get(kind)
    declared = known.material if known else None
    return {
        "heading": speech.say(declared.heading if declared else N_("材料")),
        "material": material(declared, revisions, speech) if declared else [],
        "not_printed": declared.not_printed if declared else frozenset(),
        "files": papers(revisions),
        "files_at": declared.files % case_id if declared else "",
        "beside": declared.beside if declared else None,
        "counted": declared.counted if declared else False,
        "warnings": warnings(kind, revisions, speech),
    }
