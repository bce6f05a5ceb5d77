"""Windows over HTTP: for their hosts, and for everybody."""

from services.enrollment.api.window import own, public

# Fixed words come before `{id}`, or they would be read as one.
ROUTERS = (own.router, public.router)
