"""What was restored answers as what was backed up: every GET of the contract, as every role of the sample."""

import asyncio
from collections import Counter
from datetime import UTC, datetime
from pathlib import Path

import pytest
import time_machine
from httpx2 import AsyncClient
from sqlalchemy import select
from sqlalchemy.ext.asyncio import create_async_engine

from persistence.embedded import running
from persistence.platform.tables import school
from persistence.provision import provision
from tests.api.platform.contents import PDF
from tests.deployment import answering, sign_in
from tests.start.backing_up import Deployment, yanxiu
from tests.start.replaying import READS, Answer, Question, answer, ids_of, questions

ASKING = {
    "office@shimen": "shimen",
    "principal@shimen": "shimen",
    "academic@shimen": "shimen",
    "finance@shimen": "shimen",
    "ouyangxue@shimen": "shimen",
    "jiangzhiming@shimen": "shimen",
    "zhangwei@shimen": "shimen",
    "office@chongfu": "chongfu",
    "officer@tongxiang": "shimen",
}
"""Who asks about which school: each role once, and the office of the other school."""


async def replayed(
    client: AsyncClient, tokens: dict[str, str], asked: dict[str, list[Question]]
) -> list[tuple[str, Question, Answer]]:
    """The audit is read by all before the rest by anybody: who reads a dossier is noted there anew."""
    found = []
    for of_audit in (True, False):
        for username, token in tokens.items():
            now = [one for one in asked[username] if ("audit-entries" in one.path) == of_audit]
            found += [(username, question, await answer(client, token, question)) for question in now]
    return found


@pytest.mark.slow
async def test_every_read_as_every_role_is_answered_alike(deployment: Deployment, tmp_path: Path) -> None:
    owner = create_async_engine(deployment.urls.owner)
    async with owner.connect() as connection:
        schools = {row.code: row.id for row in await connection.execute(select(school))}
    ids = {code: await ids_of(owner, schools[code]) for code in set(ASKING.values())}
    everything = deployment.scene
    ids[everything.code] = await ids_of(owner, everything.school_id)
    file_id = await deployment.upload(PDF + b"replayed")
    tokens = {username: await sign_in(deployment.client, username) for username in ASKING}
    tokens[everything.code] = (await everything.both_offices()).token
    await owner.dispose()
    await everything.owner.dispose()
    feed = await deployment.client.post(
        "/api/v1/me/calendar-feeds",
        json={"name": "手机"},
        headers={"Authorization": f"Bearer {tokens['zhangwei@shimen']}", "Idempotency-Key": "replayed"},
    )
    link = await deployment.client.post(
        f"/api/v1/schools/shimen/files/{file_id}/link", headers=deployment.office
    )
    assert (feed.status_code, link.status_code) == (201, 200), feed.text + link.text
    made = await yanxiu("backup", tmp_path / "one", "--data-dir", deployment.data_dir)
    restored = await yanxiu("restore", tmp_path / "one", "--data-dir", tmp_path / "new")
    assert (made.exit_code, restored.exit_code) == (3, 0), made.output + restored.output
    asked = {
        username: [
            Question("/api/v1/files/{token}", link.json()["url"], {}),
            Question("/api/v1/schools/{school}/calendar/{token}.ics", feed.json()["address"], {}),
            *questions(code, "tongxiang", ids[code]),
        ]
        for username, code in (ASKING | {everything.code: everything.code}).items()
    }

    with running(tmp_path / "new", durable=False) as server:
        urls = await asyncio.to_thread(provision, server, "yanxiu")
        async with answering(urls, tmp_path / "new") as client:
            with time_machine.travel(datetime.now(UTC), tick=False):
                before = await replayed(deployment.client, tokens, asked)
                after = await replayed(client, tokens, asked)

    differing = [
        (username, question.path, one, other)
        for (username, question, one), (_, _, other) in zip(before, after, strict=True)
        if one != other
    ]
    assert differing == []
    told = Counter(one.status for _, _, one in before)
    print(f"{len(before)} answers: {dict(sorted(told.items()))}")  # noqa: T201  # docs/BACKUP.md quotes it
    assert not [status for status in told if status >= 500]
    read = {question.template for _, question, one in before if one.status == 200}
    unread = set(READS) - read
    assert len(unread) < len(READS) // 10, sorted(unread)
