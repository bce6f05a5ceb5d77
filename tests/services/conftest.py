"""Every service at once, as its OpenAPI document describes it."""

from collections.abc import Awaitable, Callable
from importlib import import_module

import pytest

from chassis.web.app import Service
from contracts import topology


@pytest.fixture(params=topology.services())
async def each_service(request: pytest.FixtureRequest, alone: Callable[..., Awaitable[Service]]) -> Service:
    """One service after the other, on an empty database."""
    return await alone(request.param, import_module(f"services.{request.param}.main").build)
