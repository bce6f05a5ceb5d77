"""What routes here need beside the chassis: pages, views, the mint that makes tokens, the gate passwords go through, the provider."""

from datetime import datetime
from typing import Annotated

from fastapi import Depends, Query, Request
from pydantic import AfterValidator

from chassis.clock import SHANGHAI
from chassis.errors import not_found
from chassis.store.database import Database
from chassis.web.fields import LONGEST_SEARCH
from chassis.web.http import Caller
from chassis.web.serving import service_of
from services.directory.credentials.device import DeviceSeal
from services.directory.credentials.password import Gate
from services.directory.credentials.token import TokenMint
from services.directory.domain.person import View, view_of
from services.directory.domain.texts import printable
from services.directory.provider.attempt import AttemptSeal
from services.directory.provider.client import Provider


def _mint(request: Request) -> TokenMint:
    mint: TokenMint = request.app.state.mint
    return mint


def _gate(request: Request) -> Gate:
    gate: Gate = request.app.state.gate
    return gate


def _devices(request: Request) -> DeviceSeal:
    seal: DeviceSeal = request.app.state.devices
    return seal


def _attempts(request: Request) -> AttemptSeal:
    seal: AttemptSeal = request.app.state.attempts
    return seal


def _provider(request: Request) -> Provider:
    provider: Provider | None = request.app.state.provider
    if provider is None:
        raise not_found("没有启用统一身份认证，请用账号密码登录。", "No provider is set up; sign in with a password.")
    return provider


def _database(request: Request) -> Database:
    return service_of(request).database


def _view(actor: Caller) -> View:
    return view_of(actor.person_id, actor.offices)


def _settled(moment: datetime) -> datetime:
    """Moments without an offset are meant in Asia/Shanghai. Raises ValueError for years nobody means."""
    if not 2000 <= moment.year < 2200:
        raise ValueError("a year between 2000 and 2199")
    return moment if moment.tzinfo else moment.replace(tzinfo=SHANGHAI)


Mint = Annotated[TokenMint, Depends(_mint)]
Devices = Annotated[DeviceSeal, Depends(_devices)]
Attempts = Annotated[AttemptSeal, Depends(_attempts)]
# What comes from elsewhere; without a provider these addresses are not there.
SignInProvider = Annotated[Provider, Depends(_provider)]
PasswordGate = Annotated[Gate, Depends(_gate)]
# For the few use cases that keep a transaction of their own, since no connection is held while a password is checked.
OwnDatabase = Annotated[Database, Depends(_database)]
Viewer = Annotated[View, Depends(_view)]
Moment = Annotated[datetime, AfterValidator(_settled)]
CountyCode = Annotated[str | None, Query(pattern=r"^[0-9]{6}$")]
SearchWord = Annotated[str, Query(), AfterValidator(printable), AfterValidator(lambda text: text[:LONGEST_SEARCH])]
