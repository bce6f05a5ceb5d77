"""Whether somebody still acts for whom they say they act for (委托)."""

from contextlib import suppress

from chassis import clock
from services.portal.frame.asked.tasks import OFFICES
from services.portal.frame.clients import Api, ProblemError, ServicesAwayError
from services.portal.frame.session import Acting, Session
from services.portal.frame.watching import Rights


class ProxyOverError(Exception):
    """The person acts under a proxy that is over, or has not begun."""

    def __init__(self, session: Session, acting: Acting) -> None:
        super().__init__(acting.proxy_id)
        self.session = session
        self.acting = acting


async def require_proxy(api: Api, session: Session) -> None:
    """Raises ProxyOverError. While approvals is away nothing is known to be over, and the page says itself what is amiss."""
    acting = session.acting
    if acting is None:
        return
    with suppress(ProblemError, ServicesAwayError):
        held = await api.get(OFFICES)
        rights = Rights.of(row for row in held if row["proxy_id"] == acting.proxy_id)
        if not rights.offices(clock.business()):
            raise ProxyOverError(session, acting)
