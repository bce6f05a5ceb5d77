"""The portal as it is composed, without the services behind it."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from fastapi import FastAPI

from chassis.settings import Settings
from services.portal.main import build


@pytest.fixture(scope="session")
def composed(tmp_path_factory: pytest.TempPathFactory) -> Callable[..., FastAPI]:
    key: Path = tmp_path_factory.mktemp("portal") / "session.key"
    key.write_bytes(b"k" * 44)

    def compose(**told: Any) -> FastAPI:
        database = "postgresql+asyncpg://{service}@-/-"
        return build(Settings(environment="test", database_url=database, session_key_file=key, **told)).app

    return compose


@pytest.fixture(scope="session")
def app(composed: Callable[..., FastAPI]) -> FastAPI:
    return composed()
