"""Carries correlation id and trace from an event through Temporal to the steps it causes."""

from collections.abc import Mapping
from typing import Any, NoReturn

from opentelemetry.trace import SpanKind
from temporalio import activity, client, worker, workflow
from temporalio.api.common.v1 import Payload
from temporalio.converter import PayloadConverter

from chassis import correlation, telemetry

CORRELATION = "correlation-id"
TRACE = "traceparent"

Headers = Mapping[str, Payload]


class Correlated(client.Interceptor, worker.Interceptor):
    """For the client of the triggers, and through it for its workers."""

    def intercept_client(self, next: client.OutboundInterceptor) -> client.OutboundInterceptor:  # noqa: A002
        """What triggers send out."""
        return _Sent(next)

    def intercept_activity(self, next: worker.ActivityInboundInterceptor) -> worker.ActivityInboundInterceptor:  # noqa: A002
        """What a step asks."""
        return _Asked(next)

    def workflow_interceptor_class(
        self,
        input: worker.WorkflowInterceptorClassInput,  # noqa: A002, ARG002
    ) -> type[worker.WorkflowInboundInterceptor]:
        """What a run hears and does."""
        return _Heard


class _Sent(client.OutboundInterceptor):
    async def start_workflow(self, input: client.StartWorkflowInput) -> client.WorkflowHandle[Any, Any]:  # noqa: A002
        input.headers = {**input.headers, **_present()}
        return await super().start_workflow(input)

    async def signal_workflow(self, input: client.SignalWorkflowInput) -> None:  # noqa: A002
        input.headers = {**input.headers, **_present()}
        await super().signal_workflow(input)


class _Asked(worker.ActivityInboundInterceptor):
    async def execute_activity(self, input: worker.ExecuteActivityInput) -> Any:  # noqa: A002
        said = {name: PayloadConverter.default.from_payload(load, str) for name, load in _ours(input.headers).items()}
        correlation.begin(said.get(CORRELATION))
        with telemetry.continued(f"step {activity.info().activity_type}", said, SpanKind.CLIENT):
            return await super().execute_activity(input)


class _Heard(worker.WorkflowInboundInterceptor):
    """The latest word a run heard is what its next steps belong to."""

    def __init__(self, next: worker.WorkflowInboundInterceptor) -> None:  # noqa: A002
        super().__init__(next)
        self.latest: dict[str, Payload] = {}

    def init(self, outbound: worker.WorkflowOutboundInterceptor) -> None:
        super().init(_Done(outbound, self))

    async def execute_workflow(self, input: worker.ExecuteWorkflowInput) -> Any:  # noqa: A002
        self.latest = _ours(input.headers) | self.latest
        return await super().execute_workflow(input)

    async def handle_signal(self, input: worker.HandleSignalInput) -> None:  # noqa: A002
        self.latest |= _ours(input.headers)
        await super().handle_signal(input)


class _Done(worker.WorkflowOutboundInterceptor):
    def __init__(self, next: worker.WorkflowOutboundInterceptor, heard: _Heard) -> None:  # noqa: A002
        super().__init__(next)
        self._heard = heard

    def start_activity(self, input: worker.StartActivityInput) -> workflow.ActivityHandle[Any]:  # noqa: A002
        input.headers = {**input.headers, **self._heard.latest}
        return super().start_activity(input)

    def start_local_activity(self, input: worker.StartLocalActivityInput) -> workflow.ActivityHandle[Any]:  # noqa: A002
        input.headers = {**input.headers, **self._heard.latest}
        return super().start_local_activity(input)

    def continue_as_new(self, input: worker.ContinueAsNewInput) -> NoReturn:  # noqa: A002
        input.headers = {**input.headers, **self._heard.latest}
        super().continue_as_new(input)


def _present() -> dict[str, Payload]:
    said = {CORRELATION: correlation.current(), TRACE: telemetry.traceparent()}
    return {name: PayloadConverter.default.to_payload(value) for name, value in said.items() if value}


def _ours(headers: Headers) -> dict[str, Payload]:
    return {name: headers[name] for name in (CORRELATION, TRACE) if name in headers}
