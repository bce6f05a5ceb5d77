"""Many tasks decided alike: preview, start, progress."""

from datetime import datetime
from typing import Annotated, Any, Literal, Self
from uuid import UUID

from fastapi import APIRouter
from pydantic import BaseModel, Field, model_validator
from sqlalchemy.ext.asyncio import AsyncConnection

from chassis.errors import ProblemError, Text
from chassis.store import job_progress
from chassis.web.fields import Number
from chassis.web.http import Caller, Language, Reading, Tx
from services.approvals.api.types import Attestations, Opinion, Word
from services.approvals.commands.batch import KIND, preview, start, try_again
from services.approvals.commands.decision import Decider
from services.approvals.domain import problems
from services.approvals.domain.decision import Wanted

router = APIRouter(prefix="/batches", tags=["batches"])

TaskIds = Annotated[tuple[UUID, ...], Field(min_length=1, max_length=500)]


class PreviewIn(BaseModel):
    """What is to be decided alike."""

    task_ids: TaskIds
    verb: Word
    opinion: Opinion = ""
    attestations: Attestations = ()
    proxy_id: UUID | None = None

    def wanted(self) -> Wanted:
        """The decision, whose revision each task brings."""
        return Wanted(
            verb=self.verb,
            opinion=self.opinion,
            attestations=self.attestations,
            revision=0,
            content_hash="",
            proxy_id=self.proxy_id,
        )


class BatchIn(PreviewIn):
    """The same with the revision of each task that was looked at, by task id."""

    revisions: dict[UUID, Number]

    @model_validator(mode="after")
    def _each_has_a_revision(self) -> Self:
        if set(self.task_ids) != set(self.revisions):
            raise ValueError("revisions must name each task, and no other")
        return self


class Problem(BaseModel):
    """Why a task cannot be decided so, or was not."""

    code: str
    detail: str


class PreviewItem(BaseModel):
    """How a task would fare, at the revision it has now."""

    task_id: UUID
    case_no: str | None
    revision: int | None
    ok: bool
    problem: Problem | None


class BatchItemView(BaseModel):
    """What became of a task. After a fault it is tried again: `tries` so often by now, and next at `next_try_at`."""

    task_id: UUID
    case_no: str | None
    title: str | None
    state: Literal["PENDING", "DONE", "FAILED"]
    problem: Problem | None
    tries: int
    next_try_at: datetime | None


class BatchView(BaseModel):
    """A job's progress: `retrying` tasks met a fault and wait to be tried again, `faulted` failed for faults alone."""

    batch_id: UUID
    verb: str
    total: int
    done: int
    failed: int
    retrying: int
    faulted: int
    items: list[BatchItemView]
    started_at: datetime
    finished_at: datetime | None


@router.post("/preview")
async def preview_batch(asked: PreviewIn, reading: Reading, caller: Caller, language: Language) -> list[PreviewItem]:
    """Which tasks may be decided together, and which need a look of their own, and why."""
    decider = Decider(caller.person_id, caller.name)
    return [
        PreviewItem(
            task_id=prospect.task_id,
            case_no=prospect.shown and prospect.shown.card.case_no,
            revision=prospect.shown and prospect.shown.task.revision,
            ok=prospect.problem is None,
            problem=_problem(prospect.problem, language),
        )
        for prospect in await preview(reading, decider, list(dict.fromkeys(asked.task_ids)), asked.wanted())
    ]


@router.put("/{batch_id}", status_code=202)
async def put_batch(batch_id: UUID, asked: BatchIn, transaction: Tx, caller: Caller, language: Language) -> BatchView:
    """Start the job; the id is the client's, so that a repeat finds the first."""
    revisions = {task_id: asked.revisions[task_id] for task_id in asked.task_ids}
    await start(transaction, batch_id, Decider(caller.person_id, caller.name), asked.wanted(), revisions)
    return await _view(transaction.connection, batch_id, caller.person_id, language)


@router.post("/{batch_id}/retry", status_code=202)
async def retry_batch(batch_id: UUID, transaction: Tx, caller: Caller, language: Language) -> BatchView:
    """Try again what faults alone kept from being decided; the same again changes nothing."""
    await try_again(transaction, batch_id, caller.person_id)
    return await _view(transaction.connection, batch_id, caller.person_id, language)


@router.get("/{batch_id}")
async def read_batch(batch_id: UUID, reading: Reading, caller: Caller, language: Language) -> BatchView:
    """How far the job is, with a result for each task."""
    return await _view(reading, batch_id, caller.person_id, language)


async def _view(connection: AsyncConnection, batch_id: UUID, person_id: UUID, language: str) -> BatchView:
    job = await job_progress.find(connection, batch_id, KIND, person_id)
    if job is None:
        raise problems.no_such_batch()
    progress = await job_progress.progress(connection, batch_id)
    return BatchView(
        batch_id=batch_id,
        verb=job.asked["verb"],
        total=progress.total,
        done=progress.done,
        failed=progress.refused + progress.given_up,
        retrying=progress.retrying,
        faulted=progress.given_up,
        items=[_item(row, language) for row in await job_progress.items(connection, batch_id)],
        started_at=job.started_at,
        finished_at=progress.finished_at,
    )


def _item(row: Any, language: str) -> BatchItemView:
    return BatchItemView(
        task_id=row.subject,
        case_no=row.asked["case_no"],
        title=row.asked["title"],
        state="FAILED" if row.state in ("REFUSED", "GIVEN_UP") else row.state,
        problem=_told(row.told, language),
        tries=row.tries,
        next_try_at=row.next_try_at if row.state == "PENDING" and row.tries else None,
    )


def _problem(problem: ProblemError | None, language: str) -> Problem | None:
    return None if problem is None else _told(problem.kept(), language)


def _told(kept: dict[str, str] | None, language: str) -> Problem | None:
    return Problem(code=kept["code"], detail=Text(kept["zh"], kept["en"]).in_(language)) if kept else None
