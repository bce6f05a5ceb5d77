"""A directory that knows a provider, and a teacher known to both."""

from collections.abc import Awaitable, Callable, Iterator

import pytest
from sqlalchemy import func, select

from chassis.web.app import Service
from services.directory.main import build
from tests.provider import IdProvider, running_provider
from tests.services.directory.conftest import Import, holds, person
from tests.services.directory.provider.coming import PUBLIC, SECRET


@pytest.fixture
def provider() -> Iterator[IdProvider]:
    with running_provider() as running:
        running.register("s-1", preferred_username="Teacher", email="teacher@edu.example")
        yield running


@pytest.fixture
def chosen() -> dict[str, str]:
    """Settings beside the usual ones; parametrized by those tests that want others."""
    return {}


@pytest.fixture
async def directory(
    alone: Callable[..., Awaitable[Service]],
    provider: IdProvider,
    chosen: dict[str, str],
    tmp_path_factory: pytest.TempPathFactory,
) -> Service:
    """A directory that knows the provider."""
    secret = tmp_path_factory.mktemp("oidc") / "secret"
    secret.write_text(f"{SECRET}\n")
    told = {
        "oidc_issuer": provider.issuer, "oidc_client_id": "songjiao", "oidc_client_secret_file": secret,
        "public_url": PUBLIC,
    } | chosen  # fmt: skip
    return await alone("directory", lambda settings: build(settings.model_copy(update=told)))


@pytest.fixture(autouse=True)
async def teacher(bring_in: Import) -> dict[str, object]:
    somebody = person(login="teacher")
    answer = await bring_in(people=[somebody], assignments=[holds(somebody, "county_office", "330328")])
    assert answer.status_code == 200, answer.text
    return somebody


@pytest.fixture
def count(directory: Service) -> Callable[[type], Awaitable[int]]:
    """Rows of a table."""

    async def counted(model: type) -> int:
        async with directory.database.reading() as connection:
            return int(await connection.scalar(select(func.count()).select_from(model)) or 0)

    return counted
