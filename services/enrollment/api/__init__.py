"""The HTTP face of enrollment: parse, authorise, call one command or query."""

from services.enrollment.api import (
    applications,
    consents,
    development,
    disqualifications,
    exports,
    files,
    life,
    lists,
    members,
    nominations,
    public,
    recommendation_imports,
    recommendations,
    rounds,
    studio_exports,
    studio_lists,
    studios,
    windows,
)

# Fixed words come before `{id}`, or they would be read as one.
PARTS = (
    studio_lists,
    studio_exports,
    studios,
    nominations,
    life,
    disqualifications,
    rounds,
    recommendations,
    recommendation_imports,
    lists,
    applications,
    files,
    windows,
    consents,
    public,
    members,
    development,
    exports,
)
ROUTES = [route for part in PARTS for route in part.router.routes]
