"""Telephone and mail as colleagues see them."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.people.contacts import MaskedContact, masked_email, masked_phone, unmasked, without_numbers
from domain.people.teacher import EMAIL, PHONE


@pytest.mark.parametrize(
    ("number", "masked"),
    [
        ("13812341234", "138****1234"),
        ("138 1234 1234", "138 **** 1234"),
        ("+86 13812341234", "+86 1******1234"),
        ("0573-88611234", "057*-****1234"),
        ("8861234", "*****34"),
        ("66123", "****3"),
        ("1----", "*----"),
    ],
)
def test_a_telephone_is_known_by_its_ends(number: str, masked: str) -> None:
    assert masked_phone(number) == masked


@given(st.from_regex(re.compile(PHONE, re.ASCII), fullmatch=True))
def test_of_a_telephone_no_more_than_the_permitted_digits_come_through(number: str) -> None:
    masked = masked_phone(number)
    digits, shown = (sum(one.isdigit() for one in text) for text in (number, masked))

    assert len(masked) == len(number)
    assert shown <= (7 if digits >= 11 else min(2, digits // 3))
    assert all(now in (was, "*") for was, now in zip(number, masked, strict=True))
    assert re.fullmatch(PHONE, masked) is None


@pytest.mark.parametrize(
    ("address", "masked"),
    [("zhang.wei@school.cn", "z********@school.cn"), ("a@school.cn", "*@school.cn")],
)
def test_a_mail_is_known_by_its_first_character_and_its_domain(address: str, masked: str) -> None:
    assert masked_email(address) == masked


@given(st.from_regex(re.compile(EMAIL, re.ASCII), fullmatch=True))
def test_of_a_mail_name_one_character_comes_through(address: str) -> None:
    masked = masked_email(address)
    name = masked.partition("@")[0]

    assert len(masked) == len(address)
    assert name.lstrip("*") == name if len(name) > 1 and address[0] != "*" else True
    assert name[1:] == "*" * (len(name) - 1)


@pytest.mark.parametrize("shown", [masked_phone("13812341234"), masked_email("zhang@school.cn")])
def test_what_is_shown_as_a_mask_is_not_stored(shown: str) -> None:
    with pytest.raises(MaskedContact):
        unmasked(shown)


@pytest.mark.parametrize("whole", ["13812341234", None, 7])
def test_anything_else_is_left_to_whoever_checks_it(whole: object) -> None:
    assert unmasked(whole) == whole


def test_numbers_in_what_is_quoted_are_hidden() -> None:
    assert without_numbers("33048319850601123X 张伟 2020") == "****************** 张伟 2020"
