"""A database with what services keep alike, and nothing else."""

from collections.abc import AsyncIterator

import pytest

from chassis.ids import uuid7
from chassis.store.database import Database
from chassis.store.migrations import CASEWORK, MECHANISM, upgrade_all
from songjiao.databases import owner_of, owners_url
from songjiao.servers.stack import Stack
from tests.conftest import elsewhere, made

SERVICE = "enrollment"


@pytest.fixture
async def database(stack: Stack) -> AsyncIterator[Database]:
    name = f"casework_{uuid7().hex}"
    await made(stack, f'CREATE DATABASE "{name}" OWNER "{owner_of(SERVICE)}"')
    told = elsewhere(SERVICE, name)
    await upgrade_all((MECHANISM, CASEWORK), owners_url(SERVICE, told), role=SERVICE)
    database = Database(SERVICE, told.database_of(SERVICE))
    yield database
    await database.close()
    await made(stack, f'DROP DATABASE "{name}" WITH (FORCE)')
