"""The service on a database of its own, with a small programme loaded."""

from collections.abc import AsyncIterator
from typing import Any

import pytest

from services.enrollment.main import build
from tests.services.enrollment.programme import Programme


@pytest.fixture
async def programme(alone: Any, calling: Any, signed_in: Any) -> AsyncIterator[Programme]:
    """A county, a school with its principal, three studios and an open round."""
    service = await alone("enrollment", build)
    async with calling(service) as client:
        loaded = Programme(service, client, signed_in)
        await loaded.load()
        yield loaded
