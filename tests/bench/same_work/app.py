"""What people see of it, over HTTP."""

import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import datetime
from typing import Annotated
from uuid import UUID

import uvicorn
from fastapi import Depends, FastAPI, HTTPException, Request, status
from nats.js import JetStreamContext
from pydantic import BaseModel
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession
from temporalio.client import Client

from chassis.ids import uuid7
from tests.bench.same_work.activities import Decided
from tests.bench.same_work.bus import joined, publish
from tests.bench.same_work.database import engine, session
from tests.bench.same_work.models import Case, Person, Task, now
from tests.bench.same_work.security import current_person
from tests.bench.same_work.workflow import QUEUE, Approval


@asynccontextmanager
async def lifespan(app: FastAPI) -> AsyncIterator[None]:
    """What is opened once."""
    app.state.temporal = await Client.connect(
        os.environ["TEMPORAL_ADDRESS"], namespace=os.environ["TEMPORAL_NAMESPACE"]
    )
    async with joined() as app.state.jetstream:
        yield
    await engine.dispose()


async def _temporal(request: Request) -> Client:
    return request.app.state.temporal  # type: ignore[no-any-return]


async def _jetstream(request: Request) -> JetStreamContext:
    return request.app.state.jetstream  # type: ignore[no-any-return]


app = FastAPI(lifespan=lifespan)

Rows = Annotated[AsyncSession, Depends(session)]
Someone = Annotated[Person, Depends(current_person)]
Temporal = Annotated[Client, Depends(_temporal)]
Stream = Annotated[JetStreamContext, Depends(_jetstream)]


class DecisionIn(BaseModel):
    """A decision on the revision that was read."""

    verb: str
    opinion: str
    attestations: list[str]
    revision: int
    content_hash: str


class DecisionOut(BaseModel):
    """The decision that stands, and the task to show next."""

    decision_id: UUID
    decided_at: datetime
    next_task_id: UUID | None


class TaskOut(BaseModel):
    """A line of the inbox."""

    id: UUID
    case_id: UUID
    case_no: str
    stage: str
    due_at: datetime


@app.post("/applications/{case_id}/submit", status_code=204)
async def submit(case_id: UUID, rows: Rows, person: Someone, temporal: Temporal, stream: Stream) -> None:
    """Send in a draft of one's own."""
    case = await rows.get(Case, case_id, with_for_update=True)
    if case is None or case.applicant_id != person.id:
        raise HTTPException(status.HTTP_404_NOT_FOUND)
    if case.state != "DRAFT":
        raise HTTPException(status.HTTP_409_CONFLICT)
    case.state = "SUBMITTED"
    await rows.commit()
    await publish(stream, "application.submitted", str(case_id), case_no=case.case_no, content=case.content)
    await temporal.start_workflow(Approval.run, str(case_id), id=f"same-work/{case_id}", task_queue=QUEUE)


@app.get("/inbox")
async def inbox(rows: Rows, person: Someone) -> list[TaskOut]:
    """The first fifty tasks before one's offices."""
    offices = [held.office for held in person.holds]
    open_ = select(Task).where(Task.office.in_(offices), Task.state == "OPEN").order_by(Task.due_at).limit(50)
    return [TaskOut.model_validate(task, from_attributes=True) for task in await rows.scalars(open_)]


@app.post("/tasks/{task_id}/decision")
async def decide(task_id: UUID, asked: DecisionIn, rows: Rows, person: Someone, temporal: Temporal) -> DecisionOut:
    """Decide a task of one's office."""
    task = await rows.get(Task, task_id)
    if task is None or task.office not in {held.office for held in person.holds}:
        raise HTTPException(status.HTTP_404_NOT_FOUND)
    if task.state != "OPEN" or (task.revision, task.content_hash) != (asked.revision, asked.content_hash):
        raise HTTPException(status.HTTP_409_CONFLICT)
    # While the workflow is waited for others may have the connection.
    await rows.commit()
    decision_id, decided_at = uuid7(), now()
    decided = Decided(
        id=str(decision_id),
        task_id=str(task_id),
        case_id=str(task.case_id),
        stage=task.stage,
        person_id=str(person.id),
        verb=asked.verb,
        opinion=asked.opinion,
        attestations=asked.attestations,
        decided_at=decided_at.isoformat(),
    )
    await temporal.get_workflow_handle(f"same-work/{task.case_id}").execute_update(Approval.decide, decided)
    following = select(Task.id).where(Task.office == task.office, Task.state == "OPEN").order_by(Task.due_at).limit(1)
    return DecisionOut(decision_id=decision_id, decided_at=decided_at, next_task_id=await rows.scalar(following))


@app.get("/readyz")
async def readyz() -> dict[str, bool]:
    """Ready once it answers."""
    return {"ok": True}


if __name__ == "__main__":
    uvicorn.run(app, port=int(os.environ["HTTP_PORT"]), log_level="warning", access_log=False)
