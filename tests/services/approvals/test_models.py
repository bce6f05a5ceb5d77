"""The migrations make the tables the models declare."""

from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import Connection

from casework.models import Base as Casework
from chassis.store.tables import MECHANISM
from chassis.web.app import Service
from services.approvals.models import Base


async def test_migrations_and_models_agree(service: Service) -> None:
    def differences(connection: Connection) -> list[object]:
        context = MigrationContext.configure(
            connection,
            opts={"compare_type": True, "include_name": lambda name, kind, _: kind != "table" or name not in known},
        )
        return list(compare_metadata(context, Base.metadata))

    known = {*MECHANISM.tables, *Casework.metadata.tables, "alembic_version", "mechanism_version", "casework_version"}
    async with service.database.engine.connect() as connection:
        assert await connection.run_sync(differences) == []
