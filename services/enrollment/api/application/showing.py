"""How an application is shown: the frozen revisions to those who may see the case, the draft to its author alone."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from chassis.errors import ProblemError
from chassis.store.base import AnyRow
from services.enrollment.api.application.views import ApplicationView, Obstacle, RecommendedBefore
from services.enrollment.domain.application import states
from services.enrollment.domain.application.fields import as_sent
from services.enrollment.domain.case.content import changed_fields
from services.enrollment.domain.sight import Sight

TYPED = ("round_id", "studio_id", "motivation", "post", "title", "phone")


def application_view(
    row: AnyRow,
    frozen: Sequence[AnyRow],
    files: Sequence[AnyRow],
    recommended: AnyRow | None,
    seeing: Sight,
    against: ProblemError | None,
    language: str,
) -> ApplicationView:
    """Everything a case page shows of an application, what the school had said beforehand beside it (Art. 4.2).

    `against` is what its author could not send it for, whatever was typed.
    """
    shown = _shown(row, frozen, files, seeing) | {"obstacle": obstacle(against, language) if against else None}
    return ApplicationView(**shown, recommendation=_recommendation(recommended))


def obstacle(problem: ProblemError, language: str) -> Obstacle:
    """What submitting would be refused with."""
    other = problem.extra.get("application_id")
    return Obstacle(code=problem.code, words=problem.text.in_(language), application_id=UUID(other) if other else None)


def _shown(row: AnyRow, frozen: Sequence[AnyRow], files: Sequence[AnyRow], seeing: Sight) -> dict[str, Any]:
    is_own = row.applicant_id == seeing.person_id
    shown = _revisions(row, frozen, seeing)
    attached = [_file(file) for file in files]
    is_typing = is_own and (row.state in states.EDITABLE or row.revision == 0)
    view = _standing(row, is_typing=is_typing) | {"revisions": shown, "is_own": is_own}
    if not is_own:
        newest = shown[-1]["changed_fields"] if shown else []
        return view | {"draft": None, "files": [], "changed_fields": newest, "may": []}
    draft = {name: getattr(row, f"typed_{name}") for name in TYPED}
    as_frozen = {name: None if value is None else as_sent(name, str(value)) for name, value in draft.items()}
    typed: dict[str, Any] = {**as_frozen, "files": attached}
    last = frozen[-1].content if frozen else None
    unsent = changed_fields({name: last[name] for name in typed}, typed) if last else []
    may = [word for word, allowed in _permitted(row.state) if allowed]
    draft |= {"saved_at": row.saved_at}
    return view | {"draft": draft, "files": attached, "changed_fields": unsent, "may": may}


def _recommendation(row: AnyRow | None) -> RecommendedBefore | None:
    if row is None:
        return None
    return RecommendedBefore(**{name: getattr(row, name) for name in RecommendedBefore.model_fields})


def _standing(row: AnyRow, *, is_typing: bool) -> dict[str, Any]:
    member = None
    if row.membership_id is not None:
        member = {"id": row.membership_id, "state": row.membership_state, "admitted_at": row.admitted_at}
    round_ = None
    if row.round_name is not None:
        round_ = {name: getattr(row, f"round_{name}") for name in ("name", "state", "opens_at", "closes_at")}
        round_["id"] = row.round_id or row.typed_round_id
    return {
        "id": row.id,
        "case_no": row.case_no,
        "state": row.state,
        "state_since": row.state_since,
        "version": row.version,
        "revision": row.revision,
        "county": row.county or row.school_county,
        "round": round_,
        "studio": _typed_studio(row) if is_typing else _sent_studio(row),
        "applicant": {"id": row.applicant_id, "name": row.applicant_name, "school_name": row.school_name},
        "submitted_at": row.submitted_at,
        "returned_by": row.returned_by,
        "correction_until": row.correction_until,
        "round_closed_at": row.round_closed_at,
        "suspended_at": row.suspended_at,
        "cause": row.cause,
        "membership": member,
    }


def _sent_studio(row: AnyRow) -> dict[str, Any] | None:
    if row.studio_name is None:
        return None
    return {"id": row.studio_id, "name": row.studio_name, "host_name": row.host_name}


def _typed_studio(row: AnyRow) -> dict[str, Any] | None:
    if row.typed_studio_name is None:
        return None
    return {"id": row.typed_studio_id, "name": row.typed_studio_name, "host_name": row.typed_host_name}


def _revisions(row: AnyRow, frozen: Sequence[AnyRow], seeing: Sight) -> list[dict[str, Any]]:
    shown, before = [], None
    whose = {"applicant_id": row.applicant_id, "county": row.county, "school_id": row.school_id}
    for revision in frozen:
        content = revision.content
        shown.append(
            {
                "revision": revision.revision,
                "content": content | {"phone": seeing.phone(content["phone"], **whose)},
                "content_hash": revision.content_hash,
                "submitted_at": revision.submitted_at,
                "changed_fields": changed_fields(before, content),
            }
        )
        before = content
    return shown


def _permitted(state: Any) -> list[tuple[str, bool]]:
    editable = state in states.EDITABLE
    return [("save", editable), ("submit", editable), ("withdraw", states.LIFE.allows(state, "withdraw"))]


def _file(file: AnyRow) -> dict[str, Any]:
    return {
        "file_id": str(file.file_id),
        "name": file.name,
        "size": file.size,
        "media_type": file.media_type,
        "sha256": file.sha256,
    }
