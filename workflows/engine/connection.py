"""The one connection to Temporal that triggers and workers share: only so can a run start in the process that asked for it."""

import asyncio
import functools

import structlog
from temporalio.client import Client
from temporalio.contrib.pydantic import PydanticPayloadConverter
from temporalio.converter import DataConverter
from temporalio.runtime import LoggingConfig, LoggingFormat, Runtime, TelemetryConfig
from temporalio.service import RPCError

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


async def connected(settings: Settings) -> Client:
    """Connect, however long Temporal is away."""
    pause = 0.5
    while True:
        try:
            return await Client.connect(
                settings.temporal_address,
                namespace=settings.temporal_namespace,
                data_converter=CONVERTER,
                interceptors=[Correlated()],
                runtime=_runtime(settings.environment),
            )
        except (RuntimeError, RPCError) as error:
            log.warning("temporal.unreachable", address=settings.temporal_address, error=str(error))
            await asyncio.sleep(pause)
            pause = min(pause * 2, 5.0)
