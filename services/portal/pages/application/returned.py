"""What an office wrote as it returned an application: whoever corrects it has that before their eyes."""

from contextlib import suppress

from services.portal.frame.asked.cases import CASE, Case, Entry
from services.portal.frame.clients import ProblemError
from services.portal.frame.visit import Visit

RETURNED = "RETURNED"


def last_return(case: Case) -> Entry | None:
    """The newest return in the log."""
    returned = [entry for entry in case["log"] if entry["verb"] == "return"]
    return max(returned, key=lambda entry: entry["at"], default=None)


async def returned(visit: Visit, application_id: str, state: str) -> Entry | None:
    """Why it came back, for one that is to be corrected now."""
    if state != RETURNED:
        return None
    with suppress(ProblemError):
        return last_return(await visit.api.get(CASE, application_id))
    return None
