import pytest

from domain.errors import RuleViolation
from domain.identity.passwords import (
    COMMON,
    PasswordIsUsername,
    PasswordTooCommon,
    PasswordTooShort,
    check,
    normal,
)
from domain.identity.signin import SignInPolicy

POLICY = SignInPolicy()


@pytest.mark.parametrize(
    "password",
    [
        pytest.param("abcdefghi0", id="ten characters"),
        pytest.param("三月里的小雨淅沥沥沥", id="ten Chinese characters"),
        pytest.param("correct horse battery", id="with blanks"),
    ],
)
def test_a_fair_password_passes(password: str) -> None:
    check(password, "chenjing", POLICY)


@pytest.mark.parametrize(
    ("password", "refusal"),
    [
        pytest.param("abcdefgh9", PasswordTooShort, id="nine characters"),
        pytest.param("ChenJing2021", PasswordIsUsername, id="the user name in capitals"),
        pytest.param("ｃｈｅｎｊｉｎｇ２０２１", PasswordIsUsername, id="the user name in full width"),
        pytest.param("WoAiNi1314", PasswordTooCommon, id="a common one in capitals"),
    ],
)
def test_a_weak_password_is_refused(password: str, refusal: type[RuleViolation]) -> None:
    with pytest.raises(refusal):
        check(password, "chenjing2021", POLICY)


def test_the_least_length_is_the_policys() -> None:
    check("short", "chenjing", SignInPolicy(least_password=5))
    with pytest.raises(PasswordTooShort) as refused:
        check("a" * 11, "chenjing", SignInPolicy(least_password=12))
    assert refused.value.facts == {"least": 12}


def test_every_common_password_would_otherwise_be_long_enough() -> None:
    assert {word for word in COMMON if len(word) < POLICY.least_password or word != word.lower()} == set()


@pytest.mark.parametrize("typed", ["chen.jing", "Chen.Jing", " chen.jing ", "ｃｈｅｎ．ｊｉｎｇ"])
def test_a_username_is_one_however_it_is_typed(typed: str) -> None:
    assert normal(typed) == "chen.jing"
