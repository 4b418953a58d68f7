"""Shares and passed-over awards as JSON."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from typing import Any
from uuid import UUID

from domain.bonus.reckoning import PassedOver, PassedOverWhy, Share
from domain.bonus.table import Split


def written_share(share: Share | None) -> str | None:
    """As text, which a bulk insert takes."""
    return None if share is None else json.dumps(asdict(share))


def share(said: Mapping[str, Any] | None) -> Share | None:
    return None if said is None else Share(**{**said, "split": Split(said["split"])})


def written_passed(passed: Sequence[PassedOver]) -> list[dict[str, Any]]:
    return [
        {
            "award_id": str(one.award_id),
            "work_id": str(one.work_id),
            "why": one.why.value,
            "amount_fen": one.amount_fen,
        }
        for one in passed
    ]


def passed(said: Sequence[Mapping[str, Any]]) -> list[PassedOver]:
    return [
        PassedOver(UUID(one["award_id"]), UUID(one["work_id"]), PassedOverWhy(one["why"]), one["amount_fen"])
        for one in said
    ]
