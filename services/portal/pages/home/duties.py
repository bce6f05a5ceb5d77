"""What waits for the person's decision: how much, until when, and where to begin."""

from typing import Any

from services.portal.frame import navigation
from services.portal.frame.asked.tasks import INBOX, Counts, InboxPage, Task
from services.portal.frame.visit import Visit
from services.portal.pages.home.part import Part, Presses

FIRST_ROWS = 6


async def duties(visit: Visit) -> Part | None:
    """For whoever decides, stands in for somebody, or is asked themselves."""
    acting = visit.session.acting
    found = await visit.api.get(INBOX, box="offices", limit=FIRST_ROWS, proxy=acting and acting.proxy_id)
    if not (found["items"] or acting or navigation.decides(visit.offices)):
        return None
    counts = found["counts"]
    shown: dict[str, Any] = {
        "tasks": found["items"],
        "counts": counts,
        "urgencies": [(urgency, n) for urgency, n in _by_urgency(counts) if n],
        "first": _first(found["items"]),
    }
    return Part("home/duties.html", _presses(found), shown)


def _by_urgency(counts: Counts) -> list[tuple[str, int]]:
    return [
        ("overdue", counts["overdue"]), ("today", counts["today"]), ("week", counts["week"]), ("later", counts["later"]),
    ]  # fmt: skip


def _first(tasks: list[Task]) -> Task | None:
    """Where to begin: the earliest that the person may decide, or do; one that a colleague has is not theirs now."""
    free = (task for task in tasks if task["may_decide"] or not task["verbs"])
    return next(free, None)


def _presses(found: InboxPage) -> Presses:
    counts = found["counts"]
    if counts["overdue"]:
        return Presses.LATE
    if counts["today"]:
        return Presses.SOON
    return Presses.TO_DO if counts["total"] else Presses.TO_READ


async def told(visit: Visit) -> Part | None:
    """What is unread: outcomes, reminders, decisions that another fact overtook."""
    summary = await visit.summary()
    news = any(summary[each] for each in ("outcomes", "reminders", "overtaken"))
    return Part("home/reminders.html", Presses.SOON, beside=True) if news else None
