"""Papers of cases and decisions, shown beside the case."""

from fastapi import Request
from fastapi.responses import Response

from services.portal.frame.asked.applications import PAPER
from services.portal.frame.asked.studio_lives import PAPER as CASE_PAPER
from services.portal.frame.asked.tasks import FILE
from services.portal.frame.files import show
from services.portal.frame.forms import Router
from services.portal.frame.visit import Visitor

router = Router()


@router.get("/applications/{application_id}/files/{file_id}")
async def application_file(visit: Visitor, request: Request, application_id: str, file_id: str) -> Response:
    """A paper of an application."""
    return await show(visit, request, PAPER, application_id, file_id)


@router.get("/cases/{case_id}/files/{file_id}")
async def case_file(visit: Visitor, request: Request, case_id: str, file_id: str) -> Response:
    """A paper of a case about a studio or a member."""
    return await show(visit, request, CASE_PAPER, case_id, file_id)


@router.get("/tasks/files/{file_id}")
async def decision_file(visit: Visitor, request: Request, file_id: str) -> Response:
    """A paper added to a decision."""
    return await show(visit, request, FILE, file_id)
