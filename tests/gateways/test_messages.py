"""Sending out, against receivers on this machine: what arrives, and what is not even tried."""

from collections.abc import Iterator
from email.header import decode_header, make_header

import pytest
from apprise.plugins.dingtalk import NotifyDingTalk
from apprise.plugins.feishu import NotifyFeishu
from apprise.plugins.lark import NotifyLark
from apprise.plugins.wecombot import NotifyWeComBot

from domain.channels import DeliveryFailed
from gateways.messages import Sender
from tests.gateways.receivers import Received, mail_server, robot

BODY = "张伟：“心理健康教育”的体会请在 2021-05-01 前提交。"


@pytest.fixture
def group(monkeypatch: pytest.MonkeyPatch) -> Iterator[Received]:
    """The four services' fixed addresses lead here."""
    with robot() as received:
        here = f"http://127.0.0.1:{received.port}"
        monkeypatch.setattr(NotifyDingTalk, "notify_url", here + "/dingtalk/{token}")
        monkeypatch.setattr(NotifyWeComBot, "notify_url", here + "/wecom/{key}")
        monkeypatch.setattr(NotifyFeishu, "notify_url", here + "/feishu/{token}")
        monkeypatch.setattr(NotifyLark, "notify_url", here + "/lark/")
        yield received


@pytest.mark.parametrize(
    ("address", "path"),
    [
        ("dingtalk://abcdef0123456789/", "/dingtalk/abcdef0123456789"),
        ("dingtalk://SEC0123456789@abcdef0123456789/", "/dingtalk/abcdef0123456789?"),
        ("wecombot://693a91f6-7aaa/", "/wecom/693a91f6-7aaa"),
        ("feishu://abc-def-123/", "/feishu/abc-def-123"),
        ("lark://abc-def-123/", "/lark/abc-def-123"),
    ],
)
def test_a_robot_gets_the_whole_text(group: Received, address: str, path: str) -> None:
    Sender().send(address, "研修通知：任务将到期", BODY)

    (post,) = group.posts
    assert post["path"].startswith(path)
    assert BODY in str(post["body"])


def test_a_robot_that_says_no_is_a_failure(group: Received) -> None:
    group.status = 400

    with pytest.raises(DeliveryFailed):
        Sender().send("feishu://abc-def-123/", "题", BODY)


def test_a_mail_arrives_in_chinese() -> None:
    with mail_server() as received:
        address = f"mailto://127.0.0.1:{received.port}/?from=yx@a.cn&to=team@a.cn&mode=insecure"
        Sender(private_hosts=True).send(address, "研修通知", BODY)

    (mail,) = received.mails
    part = next(part for part in mail.walk() if part.get_content_maintype() == "text")
    payload = part.get_payload(decode=True)
    assert isinstance(payload, bytes)
    assert BODY in payload.decode()
    assert str(make_header(decode_header(str(mail["Subject"])))) == "研修通知"


@pytest.mark.parametrize(
    ("address", "why"),
    [
        pytest.param("mailtos://u:p@127.0.0.1:25/?to=a@b.cn&from=u@b.cn", "private_host", id="this machine"),
        pytest.param("mailtos://u:p@10.0.0.5/?to=a@b.cn&from=u@b.cn", "private_host", id="inside"),
        pytest.param("mailtos://u:p@169.254.169.254/?to=a@b.cn&from=u@b.cn", "private_host", id="a cloud"),
        pytest.param("mailto://8.8.8.8/?to=a@b.cn&from=u@b.cn&mode=insecure", "insecure", id="in the open"),
        pytest.param("json://127.0.0.1/", "unreadable_address", id="another kind"),
        pytest.param("file:///etc/passwd", "unreadable_address", id="a file"),
        pytest.param("wecombot://", "unreadable_address", id="no key"),
    ],
)
def test_what_may_not_be_reached_is_not_tried(address: str, why: str) -> None:
    with pytest.raises(DeliveryFailed) as refusal:
        Sender().send(address, "题", BODY)

    assert refusal.value.facts["why"] == why
