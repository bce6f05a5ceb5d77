"""The HTTP face of enrollment: parse, authorise, call one command or query."""

from fastapi import APIRouter

from services.enrollment.api import applications, files, lists, rounds, studios

router = APIRouter()
# Fixed words come before `{id}`, or they would be read as one.
for part in (studios, rounds, lists, applications, files):
    router.include_router(part.router)
