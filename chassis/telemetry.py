"""Traces from HTTP through NATS to Temporal, and Prometheus metrics."""

import os
from collections.abc import Mapping
from contextlib import AbstractContextManager, nullcontext

from opentelemetry import context, propagate, trace
from opentelemetry.sdk.resources import Resource
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import BatchSpanProcessor
from opentelemetry.trace import Span, SpanKind
from prometheus_client import Counter, Gauge, Histogram

tracer = trace.get_tracer("songjiao")
_tracing = False

HTTP_SECONDS = Histogram("songjiao_http_seconds", "Time of a request.", ["service", "method", "route", "status"])
COMMAND_SECONDS = Histogram("songjiao_command_seconds", "Time of a command answered.", ["service", "command"])
EVENTS_HANDLED = Counter("songjiao_events_handled", "Events taken in.", ["consumer", "type", "result"])
EVENTS_PUBLISHED = Counter("songjiao_events_published", "Events put on the stream.", ["service"])
OUTBOX_WAITING = Gauge("songjiao_outbox_waiting", "Events committed and not yet on the stream.", ["service"])


def configure(process: str) -> None:
    """Export traces where OTEL_EXPORTER_OTLP_ENDPOINT says so; without it spans cost next to nothing."""
    if not os.environ.get("OTEL_EXPORTER_OTLP_ENDPOINT"):
        return
    from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter

    global _tracing
    _tracing = True
    provider = TracerProvider(resource=Resource.create({"service.name": f"songjiao-{process}"}))
    provider.add_span_processor(BatchSpanProcessor(OTLPSpanExporter()))
    trace.set_tracer_provider(provider)


def traceparent() -> str | None:
    """The current trace as a W3C header, to be carried by an event or a command."""
    if not _tracing:
        return None
    carrier: dict[str, str] = {}
    propagate.inject(carrier)
    return carrier.get("traceparent")


def continued(name: str, headers: Mapping[str, str] | None, kind: SpanKind) -> AbstractContextManager[Span | None]:
    """A span that continues the trace the headers carry; nothing where traces go nowhere."""
    if not _tracing:
        return nullcontext()
    parent = propagate.extract(dict(headers or {}), context.get_current())
    return tracer.start_as_current_span(name, context=parent, kind=kind)
