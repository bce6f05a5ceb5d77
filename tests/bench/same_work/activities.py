"""What the workflow has done: rows written in one transaction, then said on the bus. Each may be tried again."""

from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from uuid import NAMESPACE_URL, UUID, uuid5

from nats.js import JetStreamContext
from sqlalchemy.ext.asyncio import AsyncSession, async_sessionmaker
from temporalio import activity

from tests.bench.same_work.bus import publish
from tests.bench.same_work.models import OFFICES, STAGES, Case, Decision, Member, Task, now

DUE_IN = timedelta(days=10)


@dataclass
class Opening:
    """A stage that a case comes to."""

    case_id: str
    stage: str


@dataclass
class Decided:
    """What somebody decided of a task."""

    id: str
    task_id: str
    case_id: str
    stage: str
    person_id: str
    verb: str
    opinion: str
    attestations: list[str]
    decided_at: str


class Activities:
    """Bound to the database and the bus."""

    def __init__(self, sessions: async_sessionmaker[AsyncSession], jetstream: JetStreamContext) -> None:
        self._sessions = sessions
        self._jetstream = jetstream

    @activity.defn
    async def open_task(self, opening: Opening) -> str:
        """Put the case before the stage's office; the task's id."""
        task_id = uuid5(NAMESPACE_URL, f"{opening.case_id}/{opening.stage}")
        async with self._sessions.begin() as session:
            case = await session.get_one(Case, UUID(opening.case_id))
            case.state = opening.stage
            if await session.get(Task, task_id) is None:
                session.add(
                    Task(
                        id=task_id,
                        case_id=case.id,
                        case_no=case.case_no,
                        stage=opening.stage,
                        office=OFFICES[opening.stage],
                        revision=case.revision,
                        content_hash=case.content_hash,
                        due_at=now() + DUE_IN,
                    )
                )
        task = {"task_id": str(task_id), "revision": case.revision, "content_hash": case.content_hash}
        await publish(self._jetstream, "task.opened", stage=opening.stage, case_id=opening.case_id, **task)
        return str(task_id)

    @activity.defn
    async def record_decision(self, decided: Decided) -> None:
        """Write the decision down and close its task; the last stage's makes the applicant a member."""
        is_last = decided.stage == STAGES[-1]
        async with self._sessions.begin() as session:
            task = await session.get_one(Task, UUID(decided.task_id), with_for_update=True)
            if task.state == "OPEN":
                task.state = "DECIDED"
                session.add(
                    Decision(
                        id=UUID(decided.id),
                        task_id=task.id,
                        decided_by=UUID(decided.person_id),
                        verb=decided.verb,
                        opinion=decided.opinion,
                        attestations=decided.attestations,
                        decided_at=datetime.fromisoformat(decided.decided_at),
                    )
                )
                if is_last:
                    case = await session.get_one(Case, task.case_id)
                    case.state = "ADMITTED"
                    session.add(Member(case_id=case.id, person_id=case.applicant_id, studio=case.studio))
        await publish(self._jetstream, "decision.recorded", **asdict(decided))
        if is_last:
            await publish(self._jetstream, "application.admitted", case_id=decided.case_id)
