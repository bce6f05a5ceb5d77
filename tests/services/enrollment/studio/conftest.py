"""A nomination about to be made."""

import pytest

from tests.services.enrollment.programme import Programme
from tests.services.enrollment.studio.nominating import Nominating


@pytest.fixture
async def nominating(programme: Programme) -> Nominating:
    """A host who may be nominated."""
    found = Nominating(programme)
    await found.load()
    return found
