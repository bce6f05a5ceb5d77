"""The migration makes what the models say, and the tables know the states of the domain."""

from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import Connection

from casework.models import Base as Casework
from chassis.store.tables import MECHANISM
from services.enrollment.domain.application import states
from services.enrollment.models import Base
from tests.services.enrollment.programme import Programme


def differences(connection: Connection) -> list[object]:
    def included(_: object, name: str | None, kind: str, __: bool, ___: object) -> bool:
        return kind != "table" or name not in {
            *MECHANISM.tables,
            *Casework.metadata.tables,
            "mechanism_version",
            "casework_version",
        }

    context = MigrationContext.configure(connection, opts={"include_object": included, "compare_type": True})
    return list(compare_metadata(context, Base.metadata))


async def test_migration_and_models_agree(programme: Programme) -> None:
    async with programme.service.database.engine.connect() as connection:
        assert await connection.run_sync(differences) == []


async def test_the_tables_allow_the_states_of_the_domain_and_no_other(programme: Programme) -> None:
    definition = await programme.scalar(
        "SELECT pg_get_constraintdef(oid) FROM pg_constraint WHERE conname = 'ck_applications_state'"
    )
    assert {word for word in definition.split("'") if word.isupper() and word.isascii()} == set(states.LIFE.states)
    indexed = await programme.scalar("SELECT pg_get_indexdef('one_live_application'::regclass)")
    assert {word for word in indexed.split("'") if word.replace("_", "").isupper()} == set(states.LIVE)
