"""HTTP: parse, authorise, call one command or query."""

from services.approvals.api import batch, case, file, inbox, office, sheet, summary, task

ROUTES = [route for part in (inbox, summary, task, file, batch, case, sheet, office) for route in part.router.routes]
