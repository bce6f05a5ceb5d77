"""The installation's own authority, and the three servers by TLS: whoever has no certificate of it, or another's, stays out."""

import asyncio
import ssl
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path

import asyncpg
import pytest
from cryptography import x509
from sqlalchemy import text

from chassis.bus.connection import Bus
from chassis.settings import Settings, settings
from chassis.store.engines import engine
from songjiao.certificates import LASTS, RENEWED_BEFORE_END, SERVERS, Certificates, NotOursError
from songjiao.servers.nats import Nats
from songjiao.servers.ports import LOOPBACK
from songjiao.servers.stack import Stack
from tests.deploy.test_compose import COMPOSE
from workflows.engine.connection import plainly_connected

NOW = datetime.now(UTC)
# Where the containers find them.
MOUNTED = "/keys/tls"

Begins = Callable[[asyncio.StreamReader, asyncio.StreamWriter], Awaitable[None]]


def made(directory: Path) -> Certificates:
    found = Certificates(directory)
    found.ensure(NOW)
    return found


@pytest.fixture
def ours(tmp_path: Path) -> Certificates:
    return made(tmp_path / "ours")


@pytest.fixture
def theirs(tmp_path: Path) -> Certificates:
    """Of another authority, with the same names."""
    return made(tmp_path / "theirs")


def test_what_lasts_stays_and_what_ends_soon_is_made_anew(ours: Certificates) -> None:
    before = {file.name: file.read_bytes() for file in ours.directory.iterdir()}
    ours.ensure(NOW + timedelta(days=1))
    assert {file.name: file.read_bytes() for file in ours.directory.iterdir()} == before
    ours.ensure(NOW + LASTS - RENEWED_BEFORE_END)
    assert ours.authority.read_bytes() == before["ca.pem"]
    assert ours.certificate("nats").read_bytes() != before["nats.pem"]
    found = x509.load_pem_x509_certificate(ours.certificate("nats").read_bytes())
    found.verify_directly_issued_by(x509.load_pem_x509_certificate(ours.authority.read_bytes()))


def test_keys_are_for_their_owner_alone(ours: Certificates) -> None:
    assert {file.stat().st_mode & 0o077 for file in ours.directory.iterdir()} == {0}


def test_a_citys_own_are_left_alone_and_one_that_is_missing_is_named(ours: Certificates) -> None:
    ours.key("ca").unlink()
    before = ours.certificate("nats").read_bytes()
    ours.ensure(NOW + LASTS)
    assert ours.certificate("nats").read_bytes() == before
    ours.certificate("nats").unlink()
    with pytest.raises(NotOursError, match="nats"):
        ours.ensure(NOW)


class SecuredNats(Nats):
    """As Compose has it configured, on ports and in a folder of the test."""

    certificates: Certificates

    def _render(self) -> str:
        written: str = COMPOSE["configs"]["nats"]["content"]
        for there, here in {
            "0.0.0.0:4222": f"{LOOPBACK}:{self.ports['client']}",
            "127.0.0.1:8222": f"{LOOPBACK}:{self.ports['monitoring']}",
            "/data": str(self.data_dir),
            MOUNTED: str(self.certificates.directory),
            "include authorization.conf": super()
            ._render()
            .partition("authorization: ")[2]
            .join(("authorization: ", "")),
        }.items():
            assert there in written
            written = written.replace(there, here)
        return written


@pytest.fixture
async def nats(stack: Stack, tmp_path: Path, ours: Certificates) -> AsyncIterator[Nats]:
    server = SecuredNats(tmp_path / "nats", processes=stack.keys.bus_processes())
    server.certificates = ours
    async with server.running():
        yield server


def told(nats: Nats, trusted: Certificates | None, own: Certificates | None) -> Settings:
    return settings().model_copy(
        update={
            "nats_url": nats.url,
            "nats_ca_file": trusted and trusted.authority,
            "tls_certificate_file": own and own.certificate("portal"),
            "tls_key_file": own and own.key("portal"),
        }
    )


async def test_the_bus_lets_in_who_has_a_certificate_and_the_key(nats: Nats, ours: Certificates) -> None:
    async with Bus("portal", told(nats, ours, ours)) as bus, asyncio.timeout(10):
        await bus.joined()
        assert bus.state == "ok"


async def test_the_bus_keeps_out_whoever_lacks_one(nats: Nats, ours: Certificates, theirs: Certificates) -> None:
    for trusted, own in ((ours, None), (ours, theirs), (None, None), (theirs, ours)):
        async with Bus("portal", told(nats, trusted, own)) as bus:
            with pytest.raises(TimeoutError):
                async with asyncio.timeout(1.5):
                    await bus.joined()


async def test_a_bus_without_tls_is_not_believed(stack: Stack, ours: Certificates) -> None:
    """Whoever stands between could say that no handshake is needed."""
    async with Bus("portal", told(stack.nats, ours, ours)) as bus:
        with pytest.raises(TimeoutError):
            async with asyncio.timeout(1.5):
                await bus.joined()


async def test_a_database_is_asked_by_tls_where_its_certificate_is_checked(
    stack: Stack, tmp_path: Path, ours: Certificates, theirs: Certificates
) -> None:
    (tmp_path / "directory.password").write_text(f"{stack.keys.database_password('directory')}\n")
    async with in_front(f"{LOOPBACK}:{stack.postgres.ports['sql']}", ours, "postgres", begins=starttls) as address:
        plain = Settings(
            database_url=f"postgresql+asyncpg://{{service}}@{address}/{{service}}",
            database_password_file=str(tmp_path / "{service}.password"),
        )
        trusting = plain.model_copy(update={"database_ca_file": ours.authority})
        assert await answers(trusting.database_of("directory"))
        with pytest.raises(ssl.SSLCertVerificationError):
            await answers(plain.model_copy(update={"database_ca_file": theirs.authority}).database_of("directory"))
        # The relay has a connection of its own, by the same URL.
        raw = await asyncpg.connect(trusting.database_of("directory").replace("+asyncpg", ""))
        await raw.close()
    # Whoever stands between could say that there is no TLS.
    there = trusting.model_copy(update={"database_url": stack.postgres.url("{service}", "")})
    with pytest.raises(ConnectionError, match="SSL"):
        await answers(there.database_of("directory"))


async def answers(url: str) -> bool:
    opened = engine(url)
    try:
        async with opened.connect() as connection:
            return bool(await connection.scalar(text("SELECT true")))
    finally:
        await opened.dispose()


def test_less_than_a_checked_certificate_is_refused() -> None:
    with pytest.raises(ValueError, match="verify-full"):
        engine("postgresql+asyncpg://a@b/c?sslmode=require")


async def starttls(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    """PostgreSQL's own way to begin: eight bytes that ask for TLS, and a letter that grants it."""
    assert await reader.readexactly(8) == bytes.fromhex("0000000804d2162f")
    writer.write(b"S")
    await writer.drain()


async def at_once(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    """With the handshake."""


@asynccontextmanager
async def in_front(
    address: str, certificates: Certificates, name: str, *, begins: Begins = at_once, asks: bool = False
) -> AsyncIterator[str]:
    """TLS before a server from a wheel that was built without, asking for certificates or not: gives its address."""
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH, cafile=certificates.authority)
    context.verify_mode = ssl.CERT_REQUIRED if asks else ssl.CERT_NONE
    context.load_cert_chain(certificates.certificate(name), certificates.key(name))
    context.set_alpn_protocols(["h2", "postgresql"])
    host, _, port = address.partition(":")

    async def pass_on(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with suppress(OSError):
            while data := await reader.read(65536):
                writer.write(data)
                await writer.drain()
        writer.close()

    async def between(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with suppress(OSError):
            await begins(reader, writer)
            await writer.start_tls(context)
            onwards, back = await asyncio.open_connection(host, int(port))
            await asyncio.gather(pass_on(reader, back), pass_on(onwards, writer))
        writer.close()

    server = await asyncio.start_server(between, LOOPBACK, 0)
    try:
        yield f"{LOOPBACK}:{server.sockets[0].getsockname()[1]}"
    finally:
        server.close()


async def test_temporal_is_asked_with_a_certificate(stack: Stack, ours: Certificates, theirs: Certificates) -> None:
    async with in_front(stack.temporal.address, ours, "temporal", asks=True) as address:
        own = {"tls_certificate_file": ours.certificate("workflows"), "tls_key_file": ours.key("workflows")}
        plain = settings().model_copy(update={"temporal_address": address})
        secured = plain.model_copy(update={"temporal_ca_file": ours.authority} | own)
        assert (await (await plainly_connected(secured)).count_workflows()).count >= 0
        strange = {"tls_certificate_file": theirs.certificate("workflows"), "tls_key_file": theirs.key("workflows")}
        for wrong in (
            plain,
            plain.model_copy(update={"temporal_ca_file": ours.authority}),
            secured.model_copy(update=strange),
            secured.model_copy(update={"temporal_ca_file": theirs.authority}),
        ):
            with pytest.raises(RuntimeError):
                await plainly_connected(wrong)


def test_a_certificate_without_its_key_is_told(ours: Certificates) -> None:
    with pytest.raises(ValueError, match="TLS_KEY_FILE"):
        Settings(database_url="unused", tls_certificate_file=ours.certificate("portal"))


def test_every_server_of_compose_that_is_asked_by_tls_has_a_certificate() -> None:
    assert set(SERVERS) <= set(COMPOSE["services"])
