"""A database with what services keep alike, and nothing else."""

from collections.abc import AsyncIterator

import pytest

from chassis.ids import uuid7
from chassis.settings import settings
from chassis.store.database import Database
from chassis.store.migrations import CASEWORK, MECHANISM, upgrade_all
from songjiao.servers.stack import Stack
from tests.conftest import beside, made


@pytest.fixture
async def database(stack: Stack) -> AsyncIterator[Database]:
    name = f"casework_{uuid7().hex}"
    await made(stack, f'CREATE DATABASE "{name}" OWNER "{SERVICE}"')
    await upgrade_all((MECHANISM, CASEWORK), beside(SERVICE, name))
    database = Database(SERVICE, beside(SERVICE, name), settings().database_pool_size)
    yield database
    await database.close()
    await made(stack, f'DROP DATABASE "{name}" WITH (FORCE)')


SERVICE = "enrollment"
