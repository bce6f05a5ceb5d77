"""The directory's HTTP routes: parse, authorise, call one command or query."""

from services.directory.api import external, imports, me, organisations, rule_sets, token

ROUTES = [route for part in (token, external, me, organisations, rule_sets, imports) for route in part.router.routes]
