"""What is wrong with a cell of a timetable, in words: (Chinese, English)."""

ROW_TEXTS: dict[str, tuple[str, str]] = {
    "bad_weekday": (
        "不是星期几；请写成星期一、周一或 Monday。",
        "This is no weekday; write Monday, or 星期一.",
    ),
    "bad_weeks": ("请填每周、单周或双周。", "Write every, odd or even."),
    "bad_lesson_kind": ("请填上课、会议或值班。", "Write teaching, block or duty."),
    "bad_half": ("请填上午或下午。", "Write morning or afternoon."),
    "bad_period_no": ("节次须是 1 到 {last} 的整数。", "A period is a whole number from 1 to {last}."),
    "bad_clock": ("不是有效的时刻；请写成 08:00。", "This is no time of day; write it as 08:00."),
    "bad_cell": (
        "看不懂这一格；请写成“数学 张伟”，详见模板的填写说明。",
        "This cell cannot be read; write subject and teacher, as the template explains.",
    ),
    "bad_mark": (
        "看不懂 {mark}；单双周写(单)或(双)，分组写[男]，合班写(合)。",
        "{mark} is not understood; for weeks, parts and joined classes see the template.",
    ),
    "bad_class_part": (
        "请写成 701 或 701[男]，多个班用顿号隔开。",
        "Write 701, or 701[part]; join several by commas.",
    ),
    "unknown_period": (
        "没有“{period}”这一节；请在“节次”表中写明。",
        "There is no period {period}; enter it in the sheet of periods.",
    ),
    "unknown_class_code": (
        "本校没有班级“{given}”；请核对班号，或先导入花名册。",
        "The school has no class {given}; check its code, or import the roster first.",
    ),
    "unknown_teacher_name": (
        "本校没有教师“{given}”；请核对姓名或工号。",
        "The school has no teacher {given}; check the name or the employee number.",
    ),
    "name_of_several": (
        "本校有几位“{name}”；请改写工号：{numbers}。",
        "Several teachers are called {name}; write the employee number: {numbers}.",
    ),
    "teacher_left": ("{name}在此之前已离校。", "{name} has left before this timetable begins."),
    "nobody_assigned": (
        "任课表中没有人教本班的“{subject}”；请写明教师，确实没有的写“无”。",
        "Nobody is assigned to teach {subject} to the class; name the teacher, or write - for nobody.",
    ),
    "several_assigned": (
        "本班的“{subject}”有几位任课教师；请写明是谁。",
        "Several are assigned to teach {subject} to the class; say who it is.",
    ),
    "lesson_of_nobody": (
        "教师、班级、教室都没有写；请至少写一项。",
        "It names no teacher, no class and no room; name one of them.",
    ),
    "no_lessons": ("文件中没有一节课。", "There is not one lesson in the file."),
    "teacher_twice": (
        "{name}同一时间已有课：{first_file} 第 {first_line} 行，{first_subject}。",
        "{name} has a lesson at that time already: line {first_line} of {first_file}, {first_subject}.",
    ),
    "class_twice": (
        "{name}班同一时间已有课：{first_file} 第 {first_line} 行，{first_subject}；分组请写明[组名]。",
        "Class {name} has a lesson at that time already: line {first_line} of {first_file}, {first_subject}.",
    ),
    "room_twice": (
        "教室{name}同一时间已被占用：{first_file} 第 {first_line} 行，{first_subject}。",
        "Room {name} is taken at that time already: line {first_line} of {first_file}, {first_subject}.",
    ),
}
