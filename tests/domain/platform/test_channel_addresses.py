"""Which addresses are taken, and what of them reaches the sender."""

import pytest

from domain.channels import AddressRefused, cleaned, masked
from domain.messages import ChannelKind

DINGTALK, WECOM, FEISHU, MAIL = ChannelKind
TALK = "https://oapi.dingtalk.com/robot/send"
HOOK = "https://open.feishu.cn/open-apis/bot/v2/hook/"


@pytest.mark.parametrize(
    ("kind", "given", "clean"),
    [
        pytest.param(DINGTALK, f"{TALK}?access_token=abcd1234", "dingtalk://abcd1234/", id="dingtalk"),
        pytest.param(
            DINGTALK,
            f"{TALK}?access_token=abcd1234&secret=SEC12345",
            "dingtalk://SEC12345@abcd1234/",
            id="dingtalk, signed",
        ),
        pytest.param(
            DINGTALK, " dingtalk://SEC12345@abcd1234 ", "dingtalk://SEC12345@abcd1234/", id="dingtalk, short"
        ),
        pytest.param(
            WECOM,
            "https://qyapi.weixin.qq.com/cgi-bin/webhook/send?key=abcd-1234&debug=1",
            "wecombot://abcd-1234/",
            id="wecom, what is not known is left out",
        ),
        pytest.param(WECOM, "wecombot://abcd-1234/", "wecombot://abcd-1234/", id="wecom, short"),
        pytest.param(FEISHU, f"{HOOK}abcd-1234", "feishu://abcd-1234/", id="feishu"),
        pytest.param(
            FEISHU,
            "https://open.larksuite.com/open-apis/bot/v2/hook/abcd-1234",
            "lark://abcd-1234/",
            id="lark",
        ),
        pytest.param(FEISHU, "lark://abcd-1234", "lark://abcd-1234/", id="lark, short"),
        pytest.param(
            MAIL,
            "mailtos://yx:p%40ss@smtp.qq.com:465?to=a@b.cn&from=yx@qq.com",
            "mailtos://yx:p%40ss@smtp.qq.com:465/?to=a%40b.cn&from=yx%40qq.com",
            id="mail",
        ),
        pytest.param(
            MAIL, "mailto://mail.a.cn/?to=a@b.cn", "mailto://mail.a.cn/?to=a%40b.cn", id="mail, nobody's"
        ),
    ],
)
def test_an_address_is_put_together_of_what_is_known(kind: ChannelKind, given: str, clean: str) -> None:
    assert cleaned(kind, given) == clean
    assert cleaned(kind, clean) == clean


@pytest.mark.parametrize(
    ("kind", "given"),
    [
        pytest.param(DINGTALK, f"{TALK}?access_token=short", id="a short key"),
        pytest.param(DINGTALK, f"{TALK}?access_token=abcd1234&secret=a/b", id="an impossible secret"),
        pytest.param(DINGTALK, TALK, id="no key"),
        pytest.param(DINGTALK, f"{TALK}/../x?access_token=abcd1234", id="another path"),
        pytest.param(WECOM, "wecombot://someuser1@abcd-1234", id="a user before a key"),
        pytest.param(WECOM, "wecombot://abcd-1234/more", id="more behind a key"),
        pytest.param(WECOM, "https://x.cn/cgi-bin/webhook/send?key=abcd-1234", id="another host"),
        pytest.param(WECOM, "lark://abcd-1234", id="another kind"),
        pytest.param(FEISHU, HOOK, id="a hook without its key"),
        pytest.param(FEISHU, f"{HOOK}abcd-1234/../../x", id="a way out"),
        pytest.param(MAIL, "mailto://mail.a.cn/", id="mail to nobody"),
        pytest.param(MAIL, "mailto://mail.a.cn/?to=a@b.cn&pgpkey=x", id="mail with more"),
        pytest.param(MAIL, "mailto://mail.a.cn/?to=a@b.cn&mode=none", id="mail in no known way"),
        pytest.param(MAIL, "mailto://mail.a.cn:x/?to=a@b.cn", id="no port"),
        pytest.param(MAIL, "mailto://[::1?to=a@b.cn", id="broken"),
        pytest.param(MAIL, "mailto://mail.a.cn/?to", id="a field without a value"),
        pytest.param(MAIL, "mailto://mail.a.cn/x?to=a@b.cn", id="mail with a path"),
    ],
)
def test_anything_else_is_refused(kind: ChannelKind, given: str) -> None:
    with pytest.raises(AddressRefused) as refusal:
        cleaned(kind, given)

    assert refusal.value.facts == {"kind": kind.value}


@pytest.mark.parametrize(
    ("address", "shown"),
    [
        ("dingtalk://SEC12345@abcd1234/", "dingtalk://***1234"),
        ("mailtos://yx:secret@smtp.qq.com:465/?to=a%40b.cn", "mailtos://***@smtp.qq.com"),
    ],
)
def test_a_masked_address_gives_nothing_away(address: str, shown: str) -> None:
    assert masked(address) == shown
