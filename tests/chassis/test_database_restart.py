"""A server that was restarted leaves dead connections in every pool; nobody who comes afterwards is to notice."""

import asyncio
from pathlib import Path

from sqlalchemy import text

from chassis.store.database import Database
from songjiao.servers.postgres import Postgres


async def test_a_pool_full_of_dead_connections_is_dropped_at_once(tmp_path: Path) -> None:
    async with Postgres(tmp_path / "postgres", password="secret").running() as server:
        database = Database("test", server.url())
        await asyncio.gather(*(_slowly(database) for _ in range(8)))
        await server.stop()
        await server.start()
        assert await asyncio.gather(*(_slowly(database) for _ in range(8))) == [1] * 8
        await database.close()


async def _slowly(database: Database) -> object:
    async with database.transaction() as transaction:
        return (await transaction.execute(text("SELECT 1 FROM pg_sleep(0.1)"))).scalar_one()
