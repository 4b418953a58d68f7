"""What a school hands in, by its kind."""

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

from cli.simulator.rows import ApplicationRow, CreditDisputeRow, DecisionRow, SchoolBasedHoursRow

About = Annotated[str, Field(min_length=1, max_length=64)]
YearNamed = Annotated[str, Field(pattern=r"^[0-9]{4}(-[0-9]{4})?$")]
MOST_ROWS = 50_000


class Submitted(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Applications(Submitted):
    """已审核通过的选课申请。The approved applications of a selection round."""

    kind: Literal["applications"]
    about: About = Field(description="轮次代码。The round's code.", examples=["XK-2021-05"])
    rows: list[ApplicationRow] = Field(max_length=MOST_ROWS)


class Decisions(Submitted):
    """学校审核结果。What the school's audit said to every application of a round."""

    kind: Literal["decisions"]
    about: About = Field(description="轮次代码。The round's code.", examples=["XK-2021-05"])
    rows: list[DecisionRow] = Field(max_length=MOST_ROWS)


class SchoolBasedHours(Submitted):
    """校本研修学时。The hours of school-based training of a school year."""

    kind: Literal["school_based_hours"]
    about: YearNamed = Field(description="学年。The school year.", examples=["2020"])
    rows: list[SchoolBasedHoursRow] = Field(max_length=MOST_ROWS)


class CreditDisputes(Submitted):
    """学分异议。Differences in a school year's credits that the school stands by."""

    kind: Literal["credit_disputes"]
    about: YearNamed = Field(description="学年。The school year.", examples=["2020"])
    rows: list[CreditDisputeRow] = Field(max_length=MOST_ROWS)


Submission = Annotated[
    Applications | Decisions | SchoolBasedHours | CreditDisputes, Field(discriminator="kind")
]
