"""The rows that pass between a school and the district's platform: every value is text.

The same columns as in the files, by their names in the API; the Chinese header stands first in each
description. What is blank may be left out.
"""

from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

Text = Annotated[str, StringConstraints(max_length=2000)]
Said = Annotated[str, StringConstraints(min_length=1, max_length=2000)]

Year = Annotated[str, StringConstraints(pattern=r"^[0-9]{4}(-[0-9]{4})?$")]
Day = Annotated[str, StringConstraints(pattern=r"^([0-9]{4}-[0-9]{2}-[0-9]{2})?$")]
Moment = Annotated[str, StringConstraints(pattern=r"^[0-9]{4}-[0-9]{2}-[0-9]{2} [0-9]{2}:[0-9]{2}$")]
Amount = Annotated[str, StringConstraints(pattern=r"^[0-9]{1,4}(\.[0-9]{1,2})?$")]
Seats = Annotated[str, StringConstraints(pattern=r"^[1-9][0-9]{0,4}$")]


def said(about: str, example: str) -> Any:
    return Field(description=about, examples=[example])


def blank(about: str, example: str = "") -> Any:
    return Field(default="", description=about, examples=[example] if example else None)


class Row(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class CatalogueRow(Row):
    """一个班次的一个时段。A block of a session, with its session's and its course's columns."""

    course_code: Said = said("课程代码。The course's code.", "DX-DYJX")
    title: Said = said("课程名称。The course's title.", "单元整体教学设计")
    provider: Said = said("承办单位。Who gives it.", "桐乡市教师进修学校")
    kind: Said = said(
        "类别：短期培训、90学时培训、网络研修、校本研修。Its kind, one of the four.", "短期培训"
    )
    hours: Amount = said("学时，最多两位小数。Hours, up to two decimals.", "16")
    credits: Amount = said("学分，最多两位小数。Credits, up to two decimals.", "16")
    audience: Text = blank("培训对象。For whom.", "初中各学科教师")
    course_platform_id: Text = blank("课程平台编号。The platform's number of the course.", "TX-2020-0201")
    session_code: Said = said("班次代码。The session's code.", "DX-DYJX-2021")
    starts_at: Moment = said("开始，北京时间。Begins, by the clock of China.", "2021-09-16 08:30")
    ends_at: Moment = said("结束，北京时间。Ends.", "2021-09-16 16:30")
    place: Text = blank("地点。Where.", "桐乡市教师进修学校")
    capacity: Seats = said("名额。Seats.", "30")
    waitlist: Text = blank("候补：是、否。Whether those without a seat may wait: 是 or 否.", "是")
    enrolment_opens_at: Text = blank("选课开始。Choosing opens.", "2021-05-17 08:00")
    enrolment_closes_at: Text = blank("选课截止。Choosing closes.", "2021-05-21 17:00")
    platform_id: Text = blank("平台编号。The platform's number of the session.", "TX-2020-0201-2021")


class SelectionResultRow(Row):
    """一名教师在一个班次的录取结果。What became of one teacher's application."""

    round_code: Said = said("轮次代码。The selection round's code.", "XK-2021-05")
    session_code: Said = said("班次代码。The session's code.", "DX-DYJX-2021")
    employee_no: Said = said("工号。The teacher's number.", "SM025")
    name: Text = blank("姓名。The teacher's name, to check the number by.", "许家豪")
    outcome: Said = said("结果：录取、候补、未录取。Placed, waitlisted or refused.", "录取")
    reason: Text = blank("说明。Why.", "候补第1位")


class PlatformCreditRow(Row):
    """平台已登记的一笔学分。Credits the platform has entered."""

    school_year: Year = said("学年，以起始年份为名。The school year, by the year it starts in.", "2020")
    employee_no: Said = said("工号。The teacher's number.", "SM002")
    name: Text = blank("姓名。The teacher's name.", "沈梦洁")
    course_code: Said = said(
        "课程代码：学校的代码，或平台编号。The school's or the platform's.", "TX-2020-0201"
    )
    title: Said = said("课程名称。The course's title.", "单元整体教学设计")
    kind: Said = said("类别，如目录。Its kind, as in the catalogue.", "短期培训")
    hours: Amount = said("学时。Hours.", "16")
    credits: Amount = said("学分。Credits.", "16")
    earned_on: Day = blank("取得日期。The day they were earned.", "2020-11-20")


class EvaluationRow(Row):
    """一名教师对一个班次的评价。That a teacher has evaluated a training."""

    school_year: Year = said("学年。The school year.", "2020")
    session_code: Said = said("班次代码。The session's code.", "DX-DYJX-2020")
    employee_no: Said = said("工号。The teacher's number.", "SM002")
    name: Text = blank("姓名。The teacher's name.", "沈梦洁")
    evaluated_on: Day = said("评价日期。The day it was given.", "2020-11-21")
    score: Text = blank("得分。The score given, of 100.", "96")
    comment: Text = blank("意见。What was said.", "案例贴近课堂。")


class ApplicationRow(Row):
    """学校审核通过、向平台申报的一名教师。An application that the school has approved."""

    round_code: Said = said("轮次代码。The selection round's code.", "XK-2021-05")
    session_code: Said = said("班次代码。The session's code.", "DX-DYJX-2021")
    session_platform_id: Text = blank("班次平台编号。The platform's number of it.", "TX-2020-0201-2021")
    course_code: Text = blank("课程代码。The course's code.", "DX-DYJX")
    title: Text = blank("课程名称。The course's title.", "单元整体教学设计")
    employee_no: Said = said("工号。The teacher's number.", "SM025")
    name: Text = blank("姓名。The teacher's name.", "许家豪")
    applied_at: Text = blank("申请时间。When it was applied for.", "2021-05-18T08:30:00+08:00")


class DecisionRow(Row):
    """学校对一名教师申请的审核结果。What the school's audit said to an application."""

    round_code: Said = said("轮次代码。The selection round's code.", "XK-2021-05")
    session_code: Said = said("班次代码。The session's code.", "DX-DYJX-2021")
    session_platform_id: Text = blank("班次平台编号。The platform's number of it.", "TX-2020-0201-2021")
    employee_no: Said = said("工号。The teacher's number.", "SM026")
    name: Text = blank("姓名。The teacher's name.", "万秋月")
    decision: Said = said("审核结果：通过、不通过。Approved or not.", "不通过")
    reason: Text = blank("理由，不通过时必填。Why; required with 不通过.", "同组当天已有多人外出")
    decided_at: Text = blank("审核时间。When.", "2021-05-24T10:00:00+08:00")


class SchoolBasedHoursRow(Row):
    """一名教师的一笔校本研修学时。Hours of school-based training of one teacher."""

    school_year: Year = said("学年。The school year.", "2020")
    employee_no: Said = said("工号。The teacher's number.", "SM002")
    name: Text = blank("姓名。The teacher's name.", "沈梦洁")
    title: Said = said("项目。The training's title.", "校本研修：试卷分析课")
    hours: Said = said("学时。Hours.", "6")
    credits: Said = said("学分。Credits.", "6")
    confirmed_on: Day = blank("确认日期。The day the school confirmed them.", "2021-05-10")


class CreditDisputeRow(Row):
    """一条学分异议。A difference in credits that the school stands by."""

    school_year: Year = said("学年。The school year.", "2020")
    employee_no: Said = said("工号。The teacher's number.", "SM002")
    name: Text = blank("姓名。The teacher's name.", "沈梦洁")
    course_code: Said = said(
        "课程代码：学校的代码，或平台编号。The school's or the platform's.", "TX-2020-0201"
    )
    title: Text = blank("课程名称。The course's title.", "单元整体教学设计")
    ours: Text = blank("本校学分；没有则留空。What the school has; blank for none.", "16")
    theirs: Text = blank("平台学分；没有则留空。What the platform has; blank for none.", "15.5")
    note: Text = blank("说明。Why the school stands by it.", "两天均有签到记录")
