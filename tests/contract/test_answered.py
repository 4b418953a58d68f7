"""What the contract promises of answers, and leaves open in requests."""

from tests.contract.routes import contract_app

SCHEMAS = contract_app().openapi()["components"]["schemas"]


def test_an_answer_has_every_field_though_its_class_has_defaults() -> None:
    for name in ("Teacher", "Operation", "TrainingSession"):
        assert SCHEMAS[name]["required"] == list(SCHEMAS[name]["properties"]), name


def test_an_answer_that_leaves_out_nulls_promises_none() -> None:
    assert "refresh_token" not in SCHEMAS["TokenAnswer"]["required"]


def test_what_has_a_default_need_not_be_sent() -> None:
    assert "format" in SCHEMAS["ExportBody"]["properties"]
    assert "format" not in SCHEMAS["ExportBody"]["required"]
