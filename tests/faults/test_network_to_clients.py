"""The network between clients and the service breaks at any byte, or is slow."""

import random
from collections.abc import AsyncIterator, Iterator

import pytest
from httpx2 import AsyncClient, TransportError
from sqlalchemy.ext.asyncio import AsyncEngine

from persistence.people.tables import teacher
from persistence.platform.tables import stored_file
from persistence.provision import DatabaseUrls
from tests.api.platform.contents import PDF
from tests.faults.proxy import Proxy, Way, by_tcp, proxying
from tests.faults.world import WITHIN, Live, live, until
from tests.scene import Caller, Issuer, Scene, set_scene

pytestmark = pytest.mark.slow

CUTS = 30


@pytest.fixture(scope="module")
def service(urls: DatabaseUrls, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Live]:
    with live(urls, tmp_path_factory.mktemp("data")) as service:
        yield service


@pytest.fixture
async def faulty(service: Live, owner: AsyncEngine, issuer: Issuer) -> AsyncIterator[tuple[Proxy, Scene]]:
    async with proxying(by_tcp(service.port)) as proxy:
        address = f"http://127.0.0.1:{proxy.port}"
        async with AsyncClient(base_url=address, timeout=WITHIN) as client:
            yield proxy, await set_scene(owner, client, issuer)


async def enter(office: Caller, number: str) -> str | None:
    """The teacher's id, or None when no whole answer came."""
    body = {"employee_no": number, "name": "张伟"}
    try:
        answer = await office.post("teachers", body, Idempotency_Key=f"enter-{number}")
    except TransportError:
        return None
    if answer.status_code == 409:
        assert answer.json()["code"] == "idempotency_key_in_flight"  # the first is still at it
        return None
    assert answer.status_code == 201, answer.text
    return str(answer.json()["id"])


@pytest.mark.parametrize("way", Way)
async def test_wherever_a_request_breaks_its_repetition_does_it_once(
    faulty: tuple[Proxy, Scene], way: Way
) -> None:
    proxy, scene = faulty
    office = await scene.office()
    await enter(office, "first")
    before = proxy.passed[way]
    await enter(office, "second")
    total = proxy.passed[way] - before

    done_unheard = 0
    for place in sorted(random.Random(20210628).sample(range(1, total), CUTS)):
        number = f"N{place}"
        proxy.after(place, way, proxy.cut)
        assert await enter(office, number) is None
        done_unheard += number in await numbers(scene)
        heard: list[str] = []

        async def repeated(number: str = number, heard: list[str] = heard) -> bool:
            found = await enter(office, number)
            heard.extend([found] if found else [])
            return found is not None

        await until(repeated)
        assert [str(row.id) for row in await scene.rows(teacher) if row.employee_no == number] == heard
    assert (done_unheard > 0) == (way is Way.BACK)


async def numbers(scene: Scene) -> set[str]:
    return {row.employee_no for row in await scene.rows(teacher)}


async def test_an_upload_that_breaks_leaves_nothing_and_goes_again(
    faulty: tuple[Proxy, Scene], service: Live
) -> None:
    proxy, scene = faulty
    office = await scene.office()
    content = PDF + b"a" * (4 << 20)

    async def bring() -> int | None:
        sent = {"file": ("a.pdf", content, "application/pdf")}
        try:
            return (
                await office.ask("POST", "files", files=sent, headers={"Idempotency-Key": "one"})
            ).status_code
        except TransportError:
            return None

    for place in (100, 1_000, 100_000, 1 << 20, 4 << 20):
        proxy.after(place, Way.THERE, proxy.cut)
        assert await bring() is None
        assert await scene.rows(stored_file) == []
    assert await bring() == 201
    assert await bring() == 201
    assert len(await scene.rows(stored_file)) == 1


async def test_a_download_that_breaks_is_seen_to_be_short_and_the_service_lets_go(
    faulty: tuple[Proxy, Scene], service: Live
) -> None:
    proxy, scene = faulty
    office = await scene.office()
    sent = {"file": ("a.pdf", PDF + b"a" * (8 << 20), "application/pdf")}
    kept = (await office.ask("POST", "files", files=sent)).json()
    link = (await office.post(f"files/{kept['id']}/link")).json()["url"]
    open_before = service.connections()

    for place in (1_000, 1 << 20, 8 << 20):
        proxy.after(place, Way.BACK, proxy.cut)
        with pytest.raises(TransportError):
            await office.get(link)

    async def let_go() -> bool:
        return service.connections() <= open_before

    await until(let_go)
    assert (await office.get(link)).content == sent["file"][1]


async def test_with_300_ms_on_the_way_everything_works(faulty: tuple[Proxy, Scene]) -> None:
    proxy, scene = faulty
    office = await scene.office()
    proxy.latency = 0.15

    before = proxy.turns
    assert await enter(office, "far") is not None
    assert (await office.get("teachers")).json()["items"][0]["employee_no"] == "far"
    assert proxy.turns - before == 2
