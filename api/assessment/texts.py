"""What this room's refusals say to a person: (Chinese, English)."""

TEXTS: dict[str, tuple[str, str]] = {
    "weights_not_hundred": (
        "五个维度的权重合计须为100，现为 {total}；请调整后再保存。",
        "The weights of the five dimensions make {total}, not 100. Change them so that they do.",
    ),
    "shares_not_hundred": (
        "“{dimension}”各指标的占比合计须为100，现为 {total}；请调整。",
        "The shares of the indicators of “{dimension}” make {total}, not 100. Change them so that they do.",
    ),
    "assessment_taken": (
        "本学期已有教研组考核，请直接打开它。",
        "The term has its assessment already; open that one.",
    ),
    "assessment_frozen": (
        "考核结果已发布（第{edition_no}版），不能再改；如有异议，请由教研组长申诉。",
        "The result is published (edition {edition_no}) and does not change; a group's leader may appeal.",
    ),
    "not_group_leader": (
        "只有{group}的教研组长可以这样做。",
        "Only the leader of {group} may do this.",
    ),
    "judge_taken": (
        "{name}已是本次考核的评委（或已解聘），无需再次聘任。",
        "{name} is among the judges of this assessment already, or was released.",
    ),
    "judge_released": (
        "{name}已不再担任评委。",
        "{name} is released from judging already.",
    ),
    "not_a_judge": (
        "您不是本次考核的评委；请联系教科室。",
        "You are no judge of this assessment. Ask the Teaching Research Office.",
    ),
    "judge_conflict": (
        "评委须回避本人所在或所带的教研组：{group}。",
        "Nobody judges a group they belong to or lead: {group}.",
    ),
    "judge_stays_blind": (
        "您是本次考核的评委，结果发布前看不到其他评委的评分。",
        "You are one of the judges, and see nothing of the others' scores before the result is published.",
    ),
    "evidence_missing": (
        "{group}没有为“{indicator}”提供佐证，无佐证不得分；请待教研组长补充。",
        "{group} has brought no evidence for “{indicator}”: no evidence, no score. Ask its leader for some.",
    ),
    "evidence_required": (
        "请填写佐证说明或上传佐证文件。",
        "Give the evidence: a text or a file.",
    ),
    "evidence_in_use": (
        "评委已依据这份佐证评分，不能删除；请先补充新的佐证。",
        "A judge has scored by this evidence. Bring other evidence before taking it back.",
    ),
    "indicator_filled_in": (
        "“{indicator}”由系统数据自动得分，不需评分或佐证。",
        "“{indicator}” is filled in by the system: it takes neither scores nor evidence.",
    ),
    "already_scored": (
        "您已为{group}的“{indicator}”评分；如需更改，请修改原评分。",
        "You have scored “{indicator}” of {group}. Revise that score instead.",
    ),
    "dimension_misplaced": (
        "扣分须指明维度，加分不属于任何维度。",
        "A deduction names its dimension; bonus points name none.",
    ),
    "adjustment_void": (
        "这项加分或扣分已撤销。",
        "This deduction or bonus was taken back already.",
    ),
    "scores_missing": (
        "还缺 {missing} 项评分，不能发布：{which}。请催促评委，或解聘不能评分的评委。",
        "{missing} scores are missing: {which}. Remind the judges, or release those who cannot score.",
    ),
    "appeal_open": (
        "{group}已有一份申诉待答复。",
        "An appeal of {group} waits for its answer already.",
    ),
    "appeal_changes_nothing": (
        "申诉成立须更正评分或撤销加分、扣分；若结果不变，请驳回并说明理由。",
        "To uphold an appeal, correct a score or take a deduction or bonus back; else reject it with a reason.",
    ),
}
