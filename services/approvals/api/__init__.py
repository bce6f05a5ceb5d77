"""HTTP: parse, authorise, call one command or query."""

from services.approvals.api import batch, case, file, inbox, office, sheet, standing, summary, task

ROUTES = [
    route for part in (inbox, summary, standing, task, file, batch, case, sheet, office) for route in part.router.routes
]
