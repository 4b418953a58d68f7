"""A live service with the sample school in it."""

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

from cli.migrate import upgrade
from cli.sample import load_sample
from persistence.embedded import running
from persistence.provision import provision
from tests.pooler import POOLED, reaching
from tests.start.test_serve import serving


@contextmanager
def sampled(data_dir: Path) -> Iterator[str]:
    """Its address: on the embedded server, or in a pooled run on one that a pooler stands before."""
    with ExitStack() as stack:
        given = stack.enter_context(_behind_pooler(data_dir)) if POOLED else {}
        _, address = stack.enter_context(serving(data_dir, "--sample", given=given))
        yield address


@contextmanager
def _behind_pooler(data_dir: Path) -> Iterator[dict[str, str]]:
    """The settings of such a deployment; the worker is given no address of its own, and looks for jobs."""
    with running(data_dir, durable=False) as server, reaching(server) as reach:
        urls = reach(provision(server, "yanxiu"))
        upgrade(urls.owner)
        load_sample(urls)
        yield {
            "YANXIU_DATABASE_URL": urls.app,
            "YANXIU_OWNER_DATABASE_URL": urls.owner,
            "YANXIU_BEHIND_POOLER": "true",
        }
