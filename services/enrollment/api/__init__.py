"""The HTTP face of enrollment: parse, authorise, call one command or query."""

from fastapi import APIRouter

from services.enrollment.api import (
    applications,
    consents,
    development,
    disqualifications,
    exports,
    files,
    life,
    lists,
    members,
    nominations,
    public,
    recommendation_imports,
    recommendations,
    rounds,
    studio_exports,
    studio_lists,
    studios,
    windows,
)

router = APIRouter()
# Fixed words come before `{id}`, or they would be read as one.
PARTS = (
    studio_lists,
    studio_exports,
    studios,
    nominations,
    life,
    disqualifications,
    rounds,
    recommendations,
    recommendation_imports,
    lists,
    applications,
    files,
    windows,
    consents,
    public,
    members,
    development,
    exports,
)
for part in PARTS:
    router.include_router(part.router)
