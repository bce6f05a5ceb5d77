"""Where the databases are: from an address, the file with its password, and the file of who vouches for the server."""

from pathlib import Path

from sqlalchemy.engine import make_url

from chassis.settings import Settings

ADDRESS = "postgresql+asyncpg://{service}@db.example:5432/{service}"


def test_each_roles_password_is_read_from_its_own_file(tmp_path: Path) -> None:
    (tmp_path / "approvals.password").write_text("it's a/secret@50%\n")
    told = Settings(database_url=ADDRESS, database_password_file=str(tmp_path / "{service}.password"))
    url = make_url(told.database_of("approvals"))
    assert (url.username, url.password, url.host, url.port) == ("approvals", "it's a/secret@50%", "db.example", 5432)


def test_a_password_in_the_address_stays(tmp_path: Path) -> None:
    told = Settings(database_url="postgresql+asyncpg://a:b@c/d", database_password_file=str(tmp_path / "none"))
    assert told.database_of("approvals") == "postgresql+asyncpg://a:b@c/d"


def test_what_the_address_asks_for_stays_beside_the_authority(tmp_path: Path) -> None:
    address = f"{ADDRESS}?timeout=3"
    told = Settings(database_url=address, database_password_file=None, database_ca_file=tmp_path / "ca.pem")
    assert make_url(told.database_of("finance")).query == {
        "timeout": "3", "sslmode": "verify-full", "sslrootcert": str(tmp_path / "ca.pem"),
    }  # fmt: skip


def test_the_administrator_is_told_apart(tmp_path: Path) -> None:
    (tmp_path / "admin").write_text("x")
    admin = {
        "database_admin_url": "postgresql+asyncpg://postgres@c/d",
        "database_admin_password_file": tmp_path / "admin",
    }
    assert Settings(database_url=ADDRESS, **admin).database_admin() == "postgresql+asyncpg://postgres:x@c/d"
    assert Settings(database_url=ADDRESS, database_admin_url=None).database_admin() is None
