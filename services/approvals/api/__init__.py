"""HTTP: parse, authorise, call one command or query."""

from services.approvals.api import batches, cases, files, inbox, offices, tasks

ROUTES = [route for part in (inbox, tasks, files, batches, cases, offices) for route in part.router.routes]
