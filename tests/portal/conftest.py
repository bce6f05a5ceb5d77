"""The portal as it is composed, without the services behind it."""

from pathlib import Path

import pytest
from fastapi import FastAPI

from chassis.settings import Settings
from services.portal.main import build


@pytest.fixture(scope="session")
def app(tmp_path_factory: pytest.TempPathFactory) -> FastAPI:
    key: Path = tmp_path_factory.mktemp("portal") / "session.key"
    key.write_bytes(b"k" * 44)
    told = Settings(environment="test", database_url="postgresql+asyncpg://{service}@-/-", session_key_file=key)
    return build(told).app
