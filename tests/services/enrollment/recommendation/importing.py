"""An import as tests drive it: who is named in its rows, its start, its rows one by one, and what it has taken in."""

from typing import Any
from uuid import UUID

from chassis.store.job_running import Jobs
from services.enrollment.commands.recommendation import imports
from tests.services.enrollment.programme import Programme
from tests.services.enrollment.recommendation.workbooks import principal, row, workbook

OTHER = "温州市陈望舒“名师送教”工作室"
GOOD = workbook([row("林一鸣")])


async def teachers(programme: Programme, how_many: int) -> list[str]:
    """So many more teachers of the school; their names."""
    names = [f"教师{number:04}" for number in range(how_many)]
    for name in names:
        await programme.another_teacher(name)
    return names


async def person(programme: Programme, name: str) -> UUID:
    """Who has this name at the school."""
    sql = "SELECT id FROM known_people WHERE name = :name AND school_id = :school"
    return UUID(str(await programme.scalar(sql, name=name, school=programme.school)))


async def start(programme: Programme, job: Any) -> Any:
    """The principal starts an import that was checked."""
    return await programme.ok("POST", f"/recommendation-imports/{job['id']}/start", principal(programme))


async def work(programme: Programme, most: int = 1000) -> int:
    """Let jobs run until nothing waits, or so many rows are settled; how many were."""
    jobs = Jobs(programme.service.database, {imports.KIND: imports.take_in})
    for settled in range(most):
        if not await jobs.settle_next():
            return settled
    return most


async def taken_in(programme: Programme) -> list[str]:
    """Names of all who are recommended in the round."""
    sql = """SELECT coalesce(array_agg(p.name ORDER BY p.name), '{}') FROM recommendations r
             JOIN known_people p ON p.id = r.teacher_id WHERE r.round_id = :round"""
    return list(await programme.scalar(sql, round=programme.round))
