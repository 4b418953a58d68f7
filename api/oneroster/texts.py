"""What the refusals of this room say to a person: (Chinese, English)."""

TEXTS: dict[str, tuple[str, str]] = {
    "oneroster_filter_malformed": (
        "filter 写法不对：字段、运算符和单引号中的值，例如 familyName='张'；最多两个条件，以 AND 或 OR 相连。",
        "The filter is not understood. Write a field, an operator and a value in single quotes, such as familyName='Zhang'; two of them at most, joined by AND or OR.",
    ),
    "oneroster_filter_field_unknown": (
        "不能按这个字段筛选；可用的字段：{fields}。",
        "Nothing can be filtered by this field. There are: {fields}.",
    ),
    "oneroster_filter_unfit": (
        "字段 {field} 不能这样比较；应为：{expected}。",
        "The field {field} is not compared so. Expected: {expected}.",
    ),
    "oneroster_sort_field_unknown": (
        "不能按这个字段排序；可用的字段：{fields}。",
        "Nothing can be sorted by this field. There are: {fields}.",
    ),
    "oneroster_selection_unknown": (
        "fields 中有不存在的字段；可用的字段：{fields}。",
        "There is no such field to select. There are: {fields}.",
    ),
    "oneroster_several_schools": (
        "OneRoster 接口按令牌认学校，而您可以读取多所学校（{schools}）；请使用只属于一所学校的服务账号。",
        "OneRoster tells the school from the token, and you may read several ({schools}). Use a service client of one school.",
    ),
}
