"""HTTP: parse, authorise, call one command or query."""

from fastapi import APIRouter

from services.approvals.api import batches, cases, files, inbox, offices, tasks

router = APIRouter()
for part in (inbox, tasks, files, batches, cases, offices):
    router.include_router(part.router)
