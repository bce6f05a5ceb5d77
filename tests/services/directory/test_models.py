"""The migration makes what the models say."""

from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import Connection

from casework.models import Base as Casework
from chassis.store.tables import MECHANISM
from chassis.web.app import Service
from services.directory.models import Base


def differences(connection: Connection) -> list[object]:
    ours = set(Base.metadata.tables)
    assert not ours & {*MECHANISM.tables, *Casework.metadata.tables}

    def included(_: object, name: str | None, kind: str, __: bool, ___: object) -> bool:
        return kind != "table" or name not in {
            *MECHANISM.tables,
            *Casework.metadata.tables,
            "mechanism_version",
            "casework_version",
        }

    context = MigrationContext.configure(connection, opts={"include_object": included, "compare_type": True})
    return list(compare_metadata(context, Base.metadata))


async def test_migration_and_models_agree(directory: Service) -> None:
    async with directory.database.engine.connect() as connection:
        assert await connection.run_sync(differences) == []
