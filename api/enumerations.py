"""The enumerations of the contract: described where they stand, and which of them may grow."""

from typing import Any

from api.labels import LABELS

GROWING = frozenset(
    {
        *("Action", "ChannelKind", "Event", "ImportKind", "OverviewCard", "Role", "WeekEntryKind"),
        *("AppraisalItem", "Dataset", "DossierKind", "DossierRoom"),
        *("ConflictKind", "ExtensionClashKind", "HintCode", "HintKind", "OutcomeReason", "PassedOverWhy"),
        *("CoverReasonCode", "CoverRule", "PlanReasonCode", "PlanRule", "ReasonCode"),
        *("SwapObstacle", "SwapReason"),
        *("ActivityRuleKey", "AppraisalRuleKey", "AssessmentRuleKey", "ContestRuleKey", "ExtensionRuleKey"),
        *("MentoringRuleKey", "PaperRuleKey", "PeopleRuleKey", "ProjectRuleKey", "RuleKey", "ThemeRuleKey"),
        *("TimetableRuleKey", "TopicRuleKey"),
    }
)
"""Vocabularies: reasons, hints, keys of policies, kinds of events. A release may add to them; whoever reads
one shows a value it does not know by its label. States and verdicts are not among them: a client that does
not know a state does the wrong thing."""


def describe(schemas: dict[str, Any]) -> None:
    """Adds to each enumeration its members' names and labels, and `x-extensible` where it may grow."""
    for kind, labels in LABELS.items():
        described = schemas.get(kind.__name__)
        if described is None or "enum" not in described:
            continue
        described["x-enum-varnames"] = [kind(value).name for value in described["enum"]]
        described["x-enum-descriptions"] = [" · ".join(labels[value]) for value in described["enum"]]
        if kind.__name__ in GROWING:
            described["x-extensible"] = True
