"""HTTP: parse, authorise, call one command or query."""

from services.approvals.api import batches, case, files, inbox, offices, sheet, summary, task

ROUTES = [
    route for part in (inbox, summary, task, files, batches, case, sheet, offices) for route in part.router.routes
]
