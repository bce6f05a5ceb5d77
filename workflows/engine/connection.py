"""The one connection to Temporal that triggers and workers share: only so can a run start in the process that asked for it."""

import asyncio
import functools

import structlog
from temporalio.client import Client
from temporalio.contrib.pydantic import PydanticPayloadConverter
from temporalio.converter import DataConverter
from temporalio.runtime import LoggingConfig, LoggingFormat, Runtime, TelemetryConfig
from temporalio.service import RPCError, TLSConfig

from chassis.settings import Settings
from workflows.engine.correlated import Correlated

log = structlog.get_logger()

# Without the client's own warnings: each poller would say at each attempt that Temporal is away, which readiness says once.
LOGGED = "ERROR,temporalio_sdk_core=WARN"

# One payload converter for all runs: Temporal makes one for each, and with it pydantic's forms of every type anew.
CONVERTER = DataConverter(payload_converter_class=functools.cache(PydanticPayloadConverter))  # type: ignore[arg-type]


@functools.cache
def _runtime(environment: str) -> Runtime:
    form = LoggingFormat.COMPACT if environment == "development" else LoggingFormat.JSON
    return Runtime(telemetry=TelemetryConfig(logging=LoggingConfig(filter=LOGGED, format=form)))


def tls(settings: Settings) -> TLSConfig | bool:
    """How Temporal proves who it is, and we to it; False where the connection is not secured. Raises OSError."""
    if settings.temporal_ca_file is None:
        return False
    certificate, key = settings.tls_certificate_file, settings.tls_key_file
    return TLSConfig(
        server_root_ca_cert=settings.temporal_ca_file.read_bytes(),
        client_cert=certificate.read_bytes() if certificate else None,
        client_private_key=key.read_bytes() if key else None,
    )


async def plainly_connected(settings: Settings) -> Client:
    """A client to look and to prepare with. Raises RuntimeError where Temporal is away."""
    return await Client.connect(settings.temporal_address, namespace=settings.temporal_namespace, tls=tls(settings))


async def connected(settings: Settings) -> Client:
    """Connect, however long Temporal is away."""
    secured, pause = tls(settings), 0.5
    while True:
        try:
            return await Client.connect(
                settings.temporal_address,
                namespace=settings.temporal_namespace,
                tls=secured,
                data_converter=CONVERTER,
                interceptors=[Correlated()],
                runtime=_runtime(settings.environment),
            )
        except (RuntimeError, RPCError) as error:
            log.warning("temporal.unreachable", address=settings.temporal_address, error=str(error))
            await asyncio.sleep(pause)
            pause = min(pause * 2, 5.0)
