"""Traces, where somebody wants them: a request, its statements and the jobs it asked for are one tree."""

import sys
from collections.abc import AsyncIterator
from typing import Any

import pytest
from httpx2 import ASGITransport, AsyncClient
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import SimpleSpanProcessor
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from api.app import create_app
from api.figures import Figures
from api.settings import Settings
from api.tracing import Tracing, TracingMissing, tracing_to
from api.wiring.watching import Asked, Watcher
from cli.watching import watching
from cli.worker import queue
from persistence.engine import create_engine
from persistence.provision import DatabaseUrls
from persistence.queue import enqueue
from persistence.watching import DOING
from tests.pooler import POOLED
from tests.scene import Issuer, Scene, set_scene

CALLER = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"
QUEUE = "traced"


@pytest.fixture
def kept() -> Any:
    """A tracing, and the spans that ended."""
    exporter, provider = InMemorySpanExporter(), TracerProvider()
    provider.add_span_processor(SimpleSpanProcessor(exporter))
    return Tracing(provider), exporter


@pytest.fixture
async def traced(urls: DatabaseUrls, settings: Settings, kept: Any) -> AsyncIterator[AsyncClient]:
    app = create_app(settings, urls.app, tracing=kept[0])
    async with (
        app.router.lifespan_context(app),
        AsyncClient(transport=ASGITransport(app), base_url="http://yanxiu") as client,
    ):
        yield client


async def test_a_request_and_its_statements_are_one_tree_below_the_caller(
    scene: Scene, issuer: Issuer, traced: AsyncClient, kept: Any
) -> None:
    office = await (await set_scene(scene.owner, traced, issuer)).office()

    await office.ask("GET", "teachers", headers={"traceparent": CALLER})

    spans = kept[1].get_finished_spans()
    (asked,) = [span for span in spans if span.parent and f"{span.parent.span_id:x}" == "b7ad6b7169203331"]
    below = [span for span in spans if span.parent and span.parent.span_id == asked.context.span_id]
    assert asked.name == "GET /api/v1/schools/{school}/teachers"
    assert asked.attributes["http.response.status_code"] == 200
    assert f"{asked.context.trace_id:032x}" == CALLER[3:35]
    assert any(span.name == "SELECT" and "teacher" in span.attributes["db.query.text"] for span in below)
    assert all(span.start_time <= span.end_time for span in below)


async def test_a_traceparent_that_is_none_begins_a_trace_of_its_own(traced: AsyncClient, kept: Any) -> None:
    answer = await traced.get("/livez", headers={"traceparent": "evil"})

    (span,) = kept[1].get_finished_spans()
    assert (answer.status_code, span.parent) == (200, None)


async def test_a_failed_statement_is_marked_and_tells_no_value(urls: DatabaseUrls, kept: Any) -> None:
    tracing, exporter = kept
    asked = Asked({"headers": [], "yanxiu.request_id": "x"})
    asked.span = tracing.asked({"headers": []})
    engine = create_engine(urls.app, behind_pooler=POOLED, watch=Watcher(Figures(), tracing=tracing))
    doing = DOING.set(asked)

    async with engine.connect() as connection:
        with pytest.raises(DBAPIError):
            await connection.execute(text("SELECT 1 / (length(:name) - 2)"), {"name": "张伟"})

    DOING.reset(doing)
    await engine.dispose()
    (span,) = exporter.get_finished_spans()
    assert (span.status.is_ok, span.status.description) == (False, "22012")
    assert "张伟" not in span.to_json(indent=None).encode().decode("unicode_escape")


async def test_a_job_is_below_the_request_that_asked_for_it(urls: DatabaseUrls, kept: Any) -> None:
    tracing, exporter = kept
    given: list[dict[str, Any]] = []

    async def traced_job(school_id: str) -> None:
        given.append({"school_id": school_id})

    asked = Asked({"headers": [], "yanxiu.request_id": "x"})
    asked.span = tracing.asked({"headers": []})
    asked.traceparent = tracing.traceparent(asked.span)
    engine = create_engine(urls.app, behind_pooler=POOLED)
    async with queue(urls.app).open_async() as app:
        app.task(name="traced_job", queue=QUEUE)(traced_job)
        doing = DOING.set(asked)
        async with engine.begin() as connection:
            await enqueue(connection, "traced_job", {"school_id": "s"}, queue=QUEUE)
        DOING.reset(doing)
        await app.run_worker_async(
            queues=[QUEUE],
            wait=False,
            listen_notify=False,
            install_signal_handlers=False,
            worker_middleware=[watching(Figures(), tracing)],
        )
    await engine.dispose()

    (span,) = exporter.get_finished_spans()
    assert given == [{"school_id": "s"}]
    assert (span.name, span.parent.span_id) == ("job traced_job", asked.span.context.span_id)
    assert span.attributes["yanxiu.outcome"] == "succeeded"


def test_without_an_address_nothing_is_traced() -> None:
    assert tracing_to(None, "yanxiu") is None


def test_an_address_without_the_extra_is_refused_with_what_to_install(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    for name in ("opentelemetry.sdk", "opentelemetry.sdk.trace"):
        monkeypatch.setitem(sys.modules, name, None)

    with pytest.raises(TracingMissing, match=r"yanxiu\[tracing\]"):
        tracing_to("http://127.0.0.1:4318/v1/traces", "yanxiu")
