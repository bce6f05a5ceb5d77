"""The people of the same work, and how it is set up for them: what makes the load, and no part of what is measured."""

import asyncio
import os
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any
from uuid import UUID

import aiohttp
from sqlalchemy import insert, select, text
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine

from chassis.ids import uuid7
from tests.bench.ear import SAME_WORK, Ear, listening
from tests.bench.figures import timed
from tests.bench.same_work.models import OFFICES, STAGES, Base, Case, Decision, Holding, Member, Person, Task
from tests.bench.same_work.tokens import token_of
from tests.bench.stage import Bench
from tests.breaker import BREAKER
from tests.system.processes import Running, running

DATABASE = "same_work"
STUDIOS = 150
CONTENT = {
    "post": "语文教师", "title": "一级教师", "phone": "19000000001",
    "motivation": "希望跟随名师改进课堂教学，研究作业设计。",
}  # fmt: skip


@dataclass
class SameWork:
    """Its people, and how they reach it."""

    session: aiohttp.ClientSession
    engine: AsyncEngine
    roots: dict[str, int]
    holders: dict[str, UUID] = field(default_factory=lambda: {stage: uuid7() for stage in STAGES})

    async def load(self) -> None:
        """Tables, and those who decide."""
        async with self.engine.begin() as connection:
            await connection.run_sync(Base.metadata.create_all)
            people = [{"id": id_, "name": stage} for stage, id_ in self.holders.items()]
            holdings = [{"person_id": id_, "office": OFFICES[stage]} for stage, id_ in self.holders.items()]
            await connection.execute(insert(Person), people)
            await connection.execute(insert(Holding), holdings)

    async def drafts(self, how_many: int) -> list[tuple[UUID, UUID]]:
        """So many people with a draft each: applicant and case."""
        made = [(uuid7(), uuid7()) for _ in range(how_many)]
        people = [{"id": applicant, "name": "学员"} for applicant, _ in made]
        cases = [
            {"id": case, "case_no": f"BM-{case.hex}", "applicant_id": applicant, "studio": f"studio {number % STUDIOS}",
             "content": CONTENT, "content_hash": case.hex}
            for number, (applicant, case) in enumerate(made)
        ]  # fmt: skip
        async with self.engine.begin() as connection:
            await connection.execute(insert(Person), people)
            await connection.execute(insert(Case), cases)
        return made

    async def submit(self, applicant: UUID, case: UUID) -> None:
        """Send a draft in."""
        await self._post(f"/applications/{case}/submit", applicant)

    async def task(self, ear: Ear, case: UUID, stage: str) -> dict[str, Any]:
        """A stage's task, as soon as it is open."""
        data: dict[str, Any] = (await ear.wait(f"same_work.task.opened/{case}/{stage}"))["data"]
        return data

    async def decide(self, task: dict[str, Any]) -> None:
        """Decide a task as its office would."""
        body = {
            "verb": "approve", "opinion": "同意推荐。", "attestations": ["employment_checked", "consent_seen"],
            "revision": task["revision"], "content_hash": task["content_hash"],
        }  # fmt: skip
        await self._post(f"/tasks/{task['task_id']}/decision", self.holders[task["stage"]], body)

    async def chain(self, ear: Ear, applicant: UUID, case: UUID, clicks: list[float]) -> None:
        """One case from start to end; how long each click took is added to `clicks`."""
        await self.submit(applicant, case)
        for stage in STAGES:
            task = await self.task(ear, case, stage)
            seconds = await timed(self.decide(task))
            clicks.append(seconds)
        await ear.wait(f"same_work.application.admitted/{case}")

    async def proven(self, ear: Ear) -> None:
        """Show with one case that the work is really done: raises AssertionError where it is not."""
        [(applicant, case)] = await self.drafts(1)
        await self.submit(applicant, case)
        for stage in STAGES:
            task = await self.task(ear, case, stage)
            assert str(case) in await self.inbox(stage)
            await self.decide(task)
            assert str(case) not in await self.inbox(stage)
        await ear.wait(f"same_work.application.admitted/{case}")
        async with self.engine.connect() as connection:
            of_case = select(Decision).join(Task).where(Task.case_id == case)
            assert len((await connection.execute(of_case)).all()) == len(STAGES)
            assert (await connection.execute(select(Member).where(Member.case_id == case))).one()

    async def inbox(self, stage: str) -> list[str]:
        """The cases before an office."""
        async with self.session.get("/inbox", headers=_headers(self.holders[stage])) as response:
            return [task["case_id"] for task in await response.json()]

    async def _post(self, path: str, by: UUID, body: dict[str, Any] | None = None) -> None:
        async with self.session.post(path, json=body, headers=_headers(by)) as response:
            await response.read()


@cache
def _headers(person: UUID) -> dict[str, str]:
    return {"Authorization": f"Bearer {token_of(person)}"}


@asynccontextmanager
async def working(bench: Bench) -> AsyncIterator[SameWork]:
    """Database, application and worker, as long as the block lasts."""
    url = await _database(bench)
    told = {"SAME_WORK_URL": url, "SAME_WORK_SEED": BREAKER.seed}
    application = Running("same-work", [], "HTTP_PORT", Path(bench.stack.root), module="tests.bench.same_work.app")
    os.environ.update(told)
    async with running(application), _worker() as worker_pid:
        engine = create_async_engine(url)
        async with aiohttp.ClientSession(application.url, raise_for_status=True) as session:
            same = SameWork(session, engine, {"same work app": application.pid, "same work worker": worker_pid})
            await same.load()
            async with listening(bench.stack.nats.url, SAME_WORK) as ear:
                await same.proven(ear)
            yield same
        await engine.dispose()


@asynccontextmanager
async def _worker() -> AsyncIterator[int]:
    worker = await asyncio.create_subprocess_exec(sys.executable, "-m", "tests.bench.same_work.worker")
    try:
        yield worker.pid
    finally:
        worker.terminate()
        await worker.wait()


async def _database(bench: Bench) -> str:
    """A database of its own in the same server, the second time anew; its URL."""
    engine = create_async_engine(bench.stack.postgres.url(), isolation_level="AUTOCOMMIT")
    async with engine.connect() as connection:
        await connection.execute(text(f"DROP DATABASE IF EXISTS {DATABASE} WITH (FORCE)"))
        await connection.execute(text(f"CREATE DATABASE {DATABASE}"))
    await engine.dispose()
    return bench.stack.postgres.url(database=DATABASE)
