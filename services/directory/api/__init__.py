"""The directory's HTTP routes: parse, authorise, call one command or query."""

from fastapi import APIRouter

from services.directory.api import external, imports, me, organisations, rule_sets, token

router = APIRouter()
for part in (token, external, me, organisations, rule_sets, imports):
    router.include_router(part.router)

__all__ = ["router"]
