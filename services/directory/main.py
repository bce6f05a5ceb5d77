"""Composition root of the directory."""

import asyncio

from chassis.settings import Settings
from chassis.store.database import Database
from chassis.web.app import Service
from chassis.web.routes import routes_of
from contracts.authority import operates
from services.directory.commands import rule_set
from services.directory.credentials.device import DeviceSeal
from services.directory.credentials.password import Gate
from services.directory.credentials.token import TokenMint
from services.directory.provider.attempt import AttemptSeal
from services.directory.provider.client import Provider


def build(settings: Settings) -> Service:
    """The service, ready to run. It listens to nobody and answers no commands."""
    service = Service(
        "directory", settings, routes=routes_of("services.directory.api"), handlers={}, responders={}, operates=operates
    )
    service.app.state.mint = mint = TokenMint(settings.token_private_key_file)
    service.app.state.attempts = AttemptSeal(mint.derived(b"songjiao sign-ins under way"))
    service.app.state.devices = DeviceSeal(mint.derived(b"songjiao devices"))
    service.app.state.provider = Provider.of(settings)
    service.app.state.gate = Gate()
    service.background(lambda: _publish_first_rules(service.database))
    return service


async def _publish_first_rules(database: Database) -> None:
    """A first start publishes version 1 of the rules; then there is nothing more to do, for as long as the service runs."""
    async with database.transaction() as transaction:
        await rule_set.ensure_first(transaction)
    await asyncio.Event().wait()
