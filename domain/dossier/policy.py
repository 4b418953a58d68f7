"""Dated policy of appraisal points 年度考核 / 职称晋升: what entries are worth, and how far they count.

The sources name no figures: every default is our choice †, in the spirit of the school's own.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from typing import Any, TypeAlias

from domain.policy import DatedRule, Figure, Form, RuleBook, Rules, number, or_off, whole
from domain.works.award import Prize


class AppraisalPurpose(StrEnum):
    ANNUAL = "annual"
    """年度考核: of one school year."""

    PROMOTION = "promotion"
    """职称晋升: of the years before, as many as the policy says."""


class AppraisalSection(StrEnum):
    TRAINING = "training"
    SCHOOL_BASED = "school_based"
    RESEARCH = "research"
    AWARDS = "awards"
    GROWTH = "growth"
    COVER = "cover"


class AppraisalItem(StrEnum):
    """What points are given for."""

    CREDITS_REACHED = "credits_reached"
    """A school year whose credits were reached."""

    TRAINING_HOURS = "training_hours"
    """An hour of a training, confirmed."""

    PRODUCTS = "products"
    """A learning product 学习成果, published."""

    PROJECTS = "projects"
    """A project of school-based training, passed."""

    PROJECT_PROCESS = "project_process"
    """A hundred of 学习过程考核, of a project passed."""

    PROJECT_EFFECT = "project_effect"
    """A hundred of 学习效果考核, of a project passed."""

    PROJECT_LEADING = "project_leading"
    """A project led to its closing."""

    THEME_ACTIVITIES = "theme_activities"
    """An activity of theme research, attended."""

    PAPERS = "papers"
    """A paper accepted."""

    TOPICS = "topics"
    """A topic approved 立项."""

    TOPICS_CONCLUDED = "topics_concluded"
    """A topic concluded 结题."""

    AWARDS_SCHOOL = "awards_school"
    """An award at the school, by its prize."""

    AWARDS_COUNTY = "awards_county"
    """An award of the county."""

    AWARDS_CITY = "awards_city"
    """An award of the city."""

    AWARDS_PROVINCE = "awards_province"
    """An award of the province."""

    AWARDS_NATION = "awards_nation"
    """An award of the nation."""

    EXTENSION_COURSES = "extension_courses"
    """A term of an extension course."""

    MENTORING = "mentoring"
    """A young teacher mentored 师徒结对."""

    GROWTH_TITLES = "growth_titles"
    """A title of growth 骨干 / 名师."""

    COVER_GIVEN = "cover_given"
    """A lesson covered for a colleague."""


ITEMS: Mapping[AppraisalSection, tuple[AppraisalItem, ...]] = {
    AppraisalSection.TRAINING: (
        AppraisalItem.CREDITS_REACHED,
        AppraisalItem.TRAINING_HOURS,
        AppraisalItem.PRODUCTS,
    ),
    AppraisalSection.SCHOOL_BASED: (
        AppraisalItem.PROJECTS,
        AppraisalItem.PROJECT_PROCESS,
        AppraisalItem.PROJECT_EFFECT,
        AppraisalItem.PROJECT_LEADING,
        AppraisalItem.THEME_ACTIVITIES,
    ),
    AppraisalSection.RESEARCH: (
        AppraisalItem.PAPERS,
        AppraisalItem.TOPICS,
        AppraisalItem.TOPICS_CONCLUDED,
    ),
    AppraisalSection.AWARDS: (
        AppraisalItem.AWARDS_SCHOOL,
        AppraisalItem.AWARDS_COUNTY,
        AppraisalItem.AWARDS_CITY,
        AppraisalItem.AWARDS_PROVINCE,
        AppraisalItem.AWARDS_NATION,
    ),
    AppraisalSection.GROWTH: (
        AppraisalItem.EXTENSION_COURSES,
        AppraisalItem.MENTORING,
        AppraisalItem.GROWTH_TITLES,
    ),
    AppraisalSection.COVER: (AppraisalItem.COVER_GIVEN,),
}
SECTION_OF: Mapping[AppraisalItem, AppraisalSection] = {
    item: section for section, items in ITEMS.items() for item in items
}


class AppraisalRuleKey(StrEnum):
    """A purpose and an item: what it is worth; a purpose, `cap` and a section: what of it counts at most."""

    ANNUAL_CREDITS_REACHED = "annual_credits_reached"
    ANNUAL_TRAINING_HOURS = "annual_training_hours"
    ANNUAL_PRODUCTS = "annual_products"
    ANNUAL_PROJECTS = "annual_projects"
    ANNUAL_PROJECT_PROCESS = "annual_project_process"
    ANNUAL_PROJECT_EFFECT = "annual_project_effect"
    ANNUAL_PROJECT_LEADING = "annual_project_leading"
    ANNUAL_THEME_ACTIVITIES = "annual_theme_activities"
    ANNUAL_PAPERS = "annual_papers"
    ANNUAL_TOPICS = "annual_topics"
    ANNUAL_TOPICS_CONCLUDED = "annual_topics_concluded"
    ANNUAL_AWARDS_SCHOOL = "annual_awards_school"
    ANNUAL_AWARDS_COUNTY = "annual_awards_county"
    ANNUAL_AWARDS_CITY = "annual_awards_city"
    ANNUAL_AWARDS_PROVINCE = "annual_awards_province"
    ANNUAL_AWARDS_NATION = "annual_awards_nation"
    ANNUAL_EXTENSION_COURSES = "annual_extension_courses"
    ANNUAL_MENTORING = "annual_mentoring"
    ANNUAL_GROWTH_TITLES = "annual_growth_titles"
    ANNUAL_COVER_GIVEN = "annual_cover_given"
    ANNUAL_CAP_TRAINING = "annual_cap_training"
    ANNUAL_CAP_SCHOOL_BASED = "annual_cap_school_based"
    ANNUAL_CAP_RESEARCH = "annual_cap_research"
    ANNUAL_CAP_AWARDS = "annual_cap_awards"
    ANNUAL_CAP_GROWTH = "annual_cap_growth"
    ANNUAL_CAP_COVER = "annual_cap_cover"
    PROMOTION_CREDITS_REACHED = "promotion_credits_reached"
    PROMOTION_TRAINING_HOURS = "promotion_training_hours"
    PROMOTION_PRODUCTS = "promotion_products"
    PROMOTION_PROJECTS = "promotion_projects"
    PROMOTION_PROJECT_PROCESS = "promotion_project_process"
    PROMOTION_PROJECT_EFFECT = "promotion_project_effect"
    PROMOTION_PROJECT_LEADING = "promotion_project_leading"
    PROMOTION_THEME_ACTIVITIES = "promotion_theme_activities"
    PROMOTION_PAPERS = "promotion_papers"
    PROMOTION_TOPICS = "promotion_topics"
    PROMOTION_TOPICS_CONCLUDED = "promotion_topics_concluded"
    PROMOTION_AWARDS_SCHOOL = "promotion_awards_school"
    PROMOTION_AWARDS_COUNTY = "promotion_awards_county"
    PROMOTION_AWARDS_CITY = "promotion_awards_city"
    PROMOTION_AWARDS_PROVINCE = "promotion_awards_province"
    PROMOTION_AWARDS_NATION = "promotion_awards_nation"
    PROMOTION_EXTENSION_COURSES = "promotion_extension_courses"
    PROMOTION_MENTORING = "promotion_mentoring"
    PROMOTION_GROWTH_TITLES = "promotion_growth_titles"
    PROMOTION_COVER_GIVEN = "promotion_cover_given"
    PROMOTION_CAP_TRAINING = "promotion_cap_training"
    PROMOTION_CAP_SCHOOL_BASED = "promotion_cap_school_based"
    PROMOTION_CAP_RESEARCH = "promotion_cap_research"
    PROMOTION_CAP_AWARDS = "promotion_cap_awards"
    PROMOTION_CAP_GROWTH = "promotion_cap_growth"
    PROMOTION_CAP_COVER = "promotion_cap_cover"
    PROMOTION_YEARS = "promotion_years"
    """School years a promotion looks back on, the one asked for among them."""


@dataclass(frozen=True, slots=True)
class Worth:
    """Points for one of a thing, and the most that many of it bring."""

    steps: tuple[Decimal, ...]
    """One; of an award one for each prize, the highest first."""

    cap: Decimal | None


class AppraisalPolicy:
    """What was in force on one day."""

    def __init__(self, **figures: Figure[AppraisalRuleKey, Any]) -> None:
        self._figures = figures

    def worth(self, purpose: AppraisalPurpose, item: AppraisalItem) -> Figure[AppraisalRuleKey, Worth]:
        return self._figures[f"{purpose}_{item}"]

    def cap(
        self, purpose: AppraisalPurpose, section: AppraisalSection
    ) -> Figure[AppraisalRuleKey, Decimal | None]:
        return self._figures[f"{purpose}_cap_{section}"]

    def years(self, purpose: AppraisalPurpose) -> int:
        """How many school years it looks at, the one asked for the last of them."""
        promotion: int = self._figures[AppraisalRuleKey.PROMOTION_YEARS].value
        return promotion if purpose is AppraisalPurpose.PROMOTION else 1


@dataclass(frozen=True, slots=True)
class AppraisalRule(DatedRule[AppraisalRuleKey]):
    """A row of the policy of appraisal: one figure, from one day on."""

    key: AppraisalRuleKey
    value: str
    """As text: what one is worth and all at most "0.5 max 5", an award's five prizes "12/10/8/6/3", a
    section's cap "20" or "off", a number of years "5"."""


AppraisalRules: TypeAlias = Rules[AppraisalRule]

DEFAULTS: Mapping[AppraisalRuleKey, str] = {
    AppraisalRuleKey.ANNUAL_CREDITS_REACHED: "5 max 5",
    AppraisalRuleKey.ANNUAL_TRAINING_HOURS: "0.1 max 10",
    AppraisalRuleKey.ANNUAL_PRODUCTS: "1 max 3",
    AppraisalRuleKey.ANNUAL_PROJECTS: "2 max 8",
    AppraisalRuleKey.ANNUAL_PROJECT_PROCESS: "1 max 4",
    AppraisalRuleKey.ANNUAL_PROJECT_EFFECT: "1 max 4",
    AppraisalRuleKey.ANNUAL_PROJECT_LEADING: "2 max 4",
    AppraisalRuleKey.ANNUAL_THEME_ACTIVITIES: "0.5 max 5",
    AppraisalRuleKey.ANNUAL_PAPERS: "3 max 3",
    AppraisalRuleKey.ANNUAL_TOPICS: "2 max 4",
    AppraisalRuleKey.ANNUAL_TOPICS_CONCLUDED: "4 max 8",
    AppraisalRuleKey.ANNUAL_AWARDS_SCHOOL: "2/1.5/1/0.5/0.5",
    AppraisalRuleKey.ANNUAL_AWARDS_COUNTY: "4/3/2/1/0.5",
    AppraisalRuleKey.ANNUAL_AWARDS_CITY: "6/5/4/3/1",
    AppraisalRuleKey.ANNUAL_AWARDS_PROVINCE: "9/8/6/5/2",
    AppraisalRuleKey.ANNUAL_AWARDS_NATION: "12/10/8/6/3",
    AppraisalRuleKey.ANNUAL_EXTENSION_COURSES: "2 max 4",
    AppraisalRuleKey.ANNUAL_MENTORING: "2 max 4",
    AppraisalRuleKey.ANNUAL_GROWTH_TITLES: "3 max 6",
    AppraisalRuleKey.ANNUAL_COVER_GIVEN: "0.2 max 5",
    AppraisalRuleKey.ANNUAL_CAP_TRAINING: "16",
    AppraisalRuleKey.ANNUAL_CAP_SCHOOL_BASED: "20",
    AppraisalRuleKey.ANNUAL_CAP_RESEARCH: "12",
    AppraisalRuleKey.ANNUAL_CAP_AWARDS: "20",
    AppraisalRuleKey.ANNUAL_CAP_GROWTH: "10",
    AppraisalRuleKey.ANNUAL_CAP_COVER: "5",
    AppraisalRuleKey.PROMOTION_CREDITS_REACHED: "2 max 10",
    AppraisalRuleKey.PROMOTION_TRAINING_HOURS: "0.02 max 10",
    AppraisalRuleKey.PROMOTION_PRODUCTS: "0.5 max 5",
    AppraisalRuleKey.PROMOTION_PROJECTS: "0.5 max 10",
    AppraisalRuleKey.PROMOTION_PROJECT_PROCESS: "0.2 max 4",
    AppraisalRuleKey.PROMOTION_PROJECT_EFFECT: "0.2 max 4",
    AppraisalRuleKey.PROMOTION_PROJECT_LEADING: "1 max 6",
    AppraisalRuleKey.PROMOTION_THEME_ACTIVITIES: "0.1 max 5",
    AppraisalRuleKey.PROMOTION_PAPERS: "1 max 5",
    AppraisalRuleKey.PROMOTION_TOPICS: "2 max 8",
    AppraisalRuleKey.PROMOTION_TOPICS_CONCLUDED: "4 max 16",
    AppraisalRuleKey.PROMOTION_AWARDS_SCHOOL: "1/0.8/0.5/0.3/0.2",
    AppraisalRuleKey.PROMOTION_AWARDS_COUNTY: "3/2/1.5/1/0.5",
    AppraisalRuleKey.PROMOTION_AWARDS_CITY: "5/4/3/2/1",
    AppraisalRuleKey.PROMOTION_AWARDS_PROVINCE: "8/7/5/4/2",
    AppraisalRuleKey.PROMOTION_AWARDS_NATION: "12/10/8/6/3",
    AppraisalRuleKey.PROMOTION_EXTENSION_COURSES: "1 max 5",
    AppraisalRuleKey.PROMOTION_MENTORING: "1 max 5",
    AppraisalRuleKey.PROMOTION_GROWTH_TITLES: "4 max 12",
    AppraisalRuleKey.PROMOTION_COVER_GIVEN: "0.02 max 3",
    AppraisalRuleKey.PROMOTION_CAP_TRAINING: "20",
    AppraisalRuleKey.PROMOTION_CAP_SCHOOL_BASED: "20",
    AppraisalRuleKey.PROMOTION_CAP_RESEARCH: "20",
    AppraisalRuleKey.PROMOTION_CAP_AWARDS: "25",
    AppraisalRuleKey.PROMOTION_CAP_GROWTH: "15",
    AppraisalRuleKey.PROMOTION_CAP_COVER: "3",
    AppraisalRuleKey.PROMOTION_YEARS: "5",
}

_POINTS = number("0", "999.99")


def worth(steps: int) -> Form:
    """So many numbers parted by "/", and with "max" the most that they bring together."""

    def read(written: str) -> Worth:
        each, most, cap = written.partition(" max ")
        points = tuple(_POINTS.read(one) for one in each.split("/"))
        if len(points) != steps or sorted(points, reverse=True) != list(points):
            raise ValueError
        return Worth(points, _POINTS.read(cap) if most else None)

    example = "0.5" if steps == 1 else "12/10/8/6/3"
    return Form(read, f"{example} | {example} max 10")


def _form(key: AppraisalRuleKey) -> Form:
    if key is AppraisalRuleKey.PROMOTION_YEARS:
        return whole(1, 20)
    if "_cap_" in key:
        return or_off(_POINTS)
    return worth(len(Prize) if "_awards_" in key else 1)


APPRAISAL_POLICY = RuleBook(
    AppraisalRule, AppraisalRuleKey, AppraisalPolicy, {key: _form(key) for key in AppraisalRuleKey}, DEFAULTS
)
