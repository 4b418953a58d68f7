"""Spans of requests, statements and jobs, sent to a collector by OTLP: the extra `yanxiu[tracing]`.

Nothing of OpenTelemetry is imported before `tracing_to` is called, and it is called only where
YANXIU_TRACES_URL is set. Spans hold route templates and statements without their values, as the log does.
"""

import time
from collections.abc import Mapping
from importlib.util import find_spec
from typing import Any

from starlette.types import Scope

CARRIED = (b"traceparent", b"tracestate")


class TracingMissing(Exception):
    """YANXIU_TRACES_URL is set, and the packages for it are not installed."""

    def __init__(self) -> None:
        super().__init__("YANXIU_TRACES_URL is set: it needs `pip install 'yanxiu[tracing]'`")


class Tracing:
    """`provider` is an OpenTelemetry TracerProvider."""

    def __init__(self, provider: Any) -> None:
        from opentelemetry import trace
        from opentelemetry.trace.propagation.tracecontext import TraceContextTextMapPropagator

        self._trace, self._carrier = trace, TraceContextTextMapPropagator()
        self._provider, self._tracer = provider, provider.get_tracer("yanxiu")

    def asked(self, scope: Scope) -> Any:
        """A request's span, below its caller's when that sent a W3C traceparent."""
        headers = {name: value for name, value in scope["headers"] if name in CARRIED}
        carried = {name.decode(): value.decode("latin-1") for name, value in headers.items()}
        return self._begin("request", carried, self._trace.SpanKind.SERVER)

    def answered(self, span: Any, method: str, route: str, status: int) -> None:
        span.update_name(f"{method} {route}")
        span.set_attributes(
            {"http.request.method": method, "http.route": route, "http.response.status_code": status}
        )
        self._end(span, failed=str(status) if status >= 500 else None)

    def job(self, task: str, carried: str | None) -> Any:
        """A job's span, below that of the request that asked for it."""
        span = self._begin(
            f"job {task}", {"traceparent": carried} if carried else {}, self._trace.SpanKind.CONSUMER
        )
        span.set_attribute("yanxiu.task", task)
        return span

    def worked(self, span: Any, outcome: str) -> None:
        span.set_attribute("yanxiu.outcome", outcome)
        self._end(span, failed=None if outcome == "succeeded" else outcome)

    def statement(self, parent: Any, text: str, seconds: float, failed: str | None) -> None:
        """A span after the fact: it ended now, and took so long."""
        ended = time.time_ns()
        span = self._tracer.start_span(
            text.partition(" ")[0],
            context=self._trace.set_span_in_context(parent),
            kind=self._trace.SpanKind.CLIENT,
            start_time=ended - int(seconds * 1e9),
            attributes={"db.system.name": "postgresql", "db.query.text": text},
        )
        self._end(span, failed=failed, at=ended)

    def traceparent(self, span: Any) -> str:
        carrier: dict[str, str] = {}
        self._carrier.inject(carrier, self._trace.set_span_in_context(span))
        return carrier["traceparent"]

    def close(self) -> None:
        """Sends what waits."""
        self._provider.shutdown()

    def _begin(self, name: str, carried: Mapping[str, str], kind: Any) -> Any:
        return self._tracer.start_span(name, context=self._carrier.extract(carried), kind=kind)

    def _end(self, span: Any, *, failed: str | None, at: int | None = None) -> None:
        if failed is not None:
            span.set_status(self._trace.Status(self._trace.StatusCode.ERROR, failed))
        span.end(at)


def tracing_to(url: str | None, service: str) -> Tracing | None:
    """To a collector's OTLP address over HTTP, such as http://collector:4318/v1/traces; None without one.

    How many are kept is OpenTelemetry's own setting, OTEL_TRACES_SAMPLER. Raises TracingMissing.
    """
    if url is None:
        return None
    assert_traceable(url)
    from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
    from opentelemetry.sdk.resources import Resource
    from opentelemetry.sdk.trace import TracerProvider
    from opentelemetry.sdk.trace.export import BatchSpanProcessor

    provider = TracerProvider(resource=Resource.create({"service.name": service}))
    provider.add_span_processor(BatchSpanProcessor(OTLPSpanExporter(endpoint=url)))
    return Tracing(provider)


def assert_traceable(url: str | None) -> None:
    """Before anything is started. Raises TracingMissing."""
    if url is None:
        return
    try:
        wanted = "opentelemetry.exporter.otlp.proto.http", "opentelemetry.sdk.trace"
        there = all(find_spec(name) is not None for name in wanted)
    except ModuleNotFoundError:  # of a package above it
        there = False
    if not there:
        raise TracingMissing()
