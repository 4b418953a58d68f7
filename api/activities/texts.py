"""What this room's refusals, and its pages, say to a person: (Chinese, English)."""

TEXTS: dict[str, tuple[str, str]] = {
    "activity_times_backwards": (
        "活动的结束须在开始之后、且不超过一天；请改正时间。",
        "An activity ends after it begins, and within a day. Correct the times.",
    ),
    "activity_owner_over": (
        "“{title}”已结束或取消，其活动和考勤不能再改；如需更正，请先由教科室重新打开。",
        "“{title}” is closed or cancelled, and its activities with it. Have the office reopen it first.",
    ),
    "presenters_unqualified": (
        "{day} 主讲人须持有效的“{qualification}”，{names}没有；请另选主讲人，或先登记证书。",
        "On {day} presenters must hold a valid {qualification}, and {names} do not. Choose others, or enter the"
        " certificates first.",
    ),
    "sign_in_code_wrong": (
        "这不是本次活动的签到码；请扫描现场屏幕上的二维码。",
        "This is no code of this activity's. Scan the one on the screen at the place.",
    ),
    "sign_in_code_old": (
        "签到码已更新；请再扫一次现场屏幕上的二维码。",
        "The code has changed since. Scan the one on the screen once more.",
    ),
    "sign_in_not_open": (
        "签到尚未开始，{opens_at} 起可以签到；请届时再扫。",
        "Signing in opens at {opens_at}. Scan again then.",
    ),
    "sign_in_closed": (
        "签到已于 {closed_at} 结束；如确已到场，请联系活动负责人更正。",
        "Signing in closed at {closed_at}. If you were there, ask the activity's leader to correct it.",
    ),
    "activity_cancelled": (
        "活动“{activity}”已取消，无需签到。",
        "“{activity}” is called off; there is nothing to sign in for.",
    ),
    "attendance_already": (
        "您的考勤已有记录（{at}），不能再签；有误请联系活动负责人更正。",
        "Your attendance is on record already ({at}). Ask the activity's leader to correct it if wrong.",
    ),
    "sign_in_for_another": (
        "只能为自己签到；请退出当前账号，由本人登录后再扫。",
        "One signs in oneself only. Sign out, and have the person sign in on their own.",
    ),
    "attendance_unchanged": (
        "考勤本来如此，无需更改。",
        "The attendance stands so already; there is nothing to change.",
    ),
    "display_over": (
        "活动已于 {ended_at} 结束，没有可显示的签到码；补录请用考勤更正。",
        "The activity was over at {ended_at}; there is no code to show. Enter attendance by a correction.",
    ),
}

PAGE_TEXTS: dict[str, tuple[str, str]] = {
    "sign_in_title": ("活动签到", "Sign in"),
    "code_label": ("签到二维码", "QR code to sign in by"),
    "loading": ("正在载入…", "Loading…"),
    "came_of": ("人已到，应到 {expected} 人", "here, of {expected} expected"),
    "open": (
        "请用手机扫码签到，二维码每 15 秒更新",
        "Scan with your telephone; the code changes every 15 seconds",
    ),
    "not_open": ("签到尚未开始", "Signing in has not opened"),
    "closed": ("签到已结束", "Signing in is closed"),
    "ended": ("签到已结束", "Signing in is closed"),
    "lost": ("连接中断，请检查网络后重试", "The connection is lost; check the network and try again"),
    "late": ("迟到", "Late"),
    "guest": ("旁听", "guest"),
    "present": ("签到成功", "Signed in"),
    "guest_note": ("（不在应到名单，记为旁听）", "(not expected: kept as a guest)"),
    "already": ("已有记录", "On record already"),
    "refused": ("未签到", "Not signed in"),
    "no_code": ("请扫描现场屏幕上的二维码打开本页。", "Open this page by scanning the code on the screen."),
    "wrong": ("用户名或密码不正确。", "The user name or password is wrong."),
    "when": ("时间", "When"),
    "place": ("地点", "Place"),
    "username": ("用户名", "User name"),
    "password": ("密码", "Password"),
    "sign_in_button": ("登录并签到", "Sign in"),
    "once_note": (
        "登录后本机会记住您，下次扫码即签到；若登录时二维码已更新，再扫一次即可。",
        "This telephone remembers you: next time scanning is enough. If the code changed meanwhile, scan again.",
    ),
    "leave": ("不是我，退出登录", "Not me: sign out"),
    "no_script": ("请在浏览器中启用 JavaScript。", "Enable JavaScript in your browser."),
}
