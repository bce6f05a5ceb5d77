"""What the bell stands for: reminders, and decisions that another fact overtook."""

from fastapi.responses import Response

from services.portal.frame.forms import Router
from services.portal.frame.visit import Visitor

router = Router()


@router.get("/notices")
async def notices(visit: Visitor) -> Response:
    """All of them, newest first."""
    return await visit.page("home/notices.html")
