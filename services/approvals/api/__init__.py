"""HTTP: parse, authorise, call one command or query."""

from fastapi import APIRouter

from services.approvals.api import inbox, tasks

router = APIRouter()
for part in (inbox, tasks):
    router.include_router(part.router)
