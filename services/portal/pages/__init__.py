"""The pages, by area."""

from services.portal.pages import (
    applications,
    apply,
    batches,
    cases,
    files,
    home,
    inbox,
    live,
    notices,
    profile,
    proxies,
    rounds,
    search,
    sign_in,
    studios,
)

ROUTERS = (
    sign_in.router,
    home.router,
    inbox.router,
    batches.router,
    cases.router,
    files.router,
    apply.router,
    applications.router,
    studios.router,
    rounds.router,
    proxies.router,
    profile.router,
    notices.router,
    search.router,
    live.router,
)
