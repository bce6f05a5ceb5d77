"""What routes here need beside the chassis: the mint that makes tokens, the gate passwords are checked in."""

from typing import Annotated

from fastapi import Depends, Request

from chassis.db import Database
from chassis.http import service_of
from services.directory.passwords import Gate
from services.directory.tokens import TokenMint


def _mint(request: Request) -> TokenMint:
    mint: TokenMint = request.app.state.mint
    return mint


def _gate(request: Request) -> Gate:
    gate: Gate = request.app.state.gate
    return gate


def _database(request: Request) -> Database:
    return service_of(request).database


Mint = Annotated[TokenMint, Depends(_mint)]
PasswordGate = Annotated[Gate, Depends(_gate)]
# For the few use cases that keep a transaction of their own, since no connection is held while a password is checked.
OwnDatabase = Annotated[Database, Depends(_database)]
