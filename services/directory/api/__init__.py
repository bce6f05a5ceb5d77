"""The directory's HTTP routes: parse, authorise, call one command or query."""

from services.directory.api import assignment, form_draft, import_run, organisation, person, proxy, rule_set
from services.directory.api.account import external, password, personal_token, sign_in

PARTS = (
    sign_in,
    external,
    person,
    password,
    personal_token,
    proxy,
    form_draft,
    organisation,
    assignment,
    rule_set,
    import_run,
)
ROUTES = [route for part in PARTS for route in part.router.routes]
