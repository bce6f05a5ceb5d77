"""From an outbox row to the CloudEvents envelope on the stream, and back."""

from collections.abc import Mapping
from typing import Any

import orjson
from nats.aio.msg import Msg
from pydantic import ValidationError
from pydantic_core import PydanticCustomError

from contracts.envelope import REGISTRY, Envelope

POSITION_HEADER = "Songjiao-Position"


def of_row(service: str, row: Mapping[str, Any]) -> Envelope:
    """The envelope of an outbox row; `row["data"]` may be JSON text or an object already."""
    data = row["data"]
    known = REGISTRY.get(row["type"])
    return Envelope(
        id=row["id"],
        source=f"/songjiao/{service}",
        type=row["type"],
        subject=str(row["subject"]),
        time=row["time"],
        dataschema=known.dataschema() if known else f"urn:songjiao:{row['type']}",
        data=orjson.loads(data) if isinstance(data, str) else data,
        position=row["position"],
        aggregateversion=row["aggregate_version"],
        correlationid=row["correlation_id"],
        traceparent=row["traceparent"],
    )


def headers(envelope: Envelope) -> dict[str, str]:
    """NATS headers of an event: the id JetStream de-duplicates by, its position, and its media type."""
    given = {
        "Nats-Msg-Id": str(envelope.id),
        POSITION_HEADER: str(envelope.position),
        "Content-Type": "application/cloudevents+json",
    }
    if envelope.traceparent:
        given["traceparent"] = envelope.traceparent
    return given


def of_message(message: Msg) -> Envelope:
    """Read what came; raises ValidationError where it is no envelope, or one of a type that is said elsewhere.

    The server says who may speak under which subject; what a type says of itself nobody has looked at.
    """
    envelope = Envelope.model_validate_json(message.data)
    if envelope.type != message.subject:
        fault = PydanticCustomError("said_elsewhere", "said under {subject}", {"subject": message.subject})
        raise ValidationError.from_exception_data(
            "Envelope", [{"type": fault, "loc": ("type",), "input": envelope.type}]
        )
    return envelope
