"""What the refusals every room shares say to a person: (Chinese, English)."""

TEXTS: dict[str, tuple[str, str]] = {
    "unauthenticated": ("请先登录。", "Sign in first."),
    "session_over": ("登录已失效，请重新登录。", "This sign-in is over. Sign in again."),
    "forbidden": (
        "您没有这项权限；如有需要，请联系教科室。",
        "You may not do this. Ask the Teaching Research Office if you need to.",
    ),
    "not_found": ("没有找到。", "There is no such thing here."),
    "stale": (
        "您看到的是第 {expected} 版，现在已是第 {version} 版；请刷新后再改。",
        "You decided on version {expected}; version {version} stands now. Reload and decide again.",
    ),
    "invalid_state": (
        "当前状态为“{state}”，不能进行此操作（{action}）。",
        "It is {state}; {action} is not possible from there.",
    ),
    "invalid_cursor": (
        "翻页标记无效，或筛选条件已改变；请从第一页重新开始。",
        "This cursor is not valid for this filter and sort. Start again from the first page.",
    ),
    "malformed_body": ("请求内容不是有效的 UTF-8 JSON。", "The body is not valid JSON in UTF-8."),
    "malformed_header": ("请求头 {header} 的格式不正确。", "The header {header} is malformed."),
    "malformed_request": (
        "请求无法解析，或地址、请求头过长；请缩短后重试。",
        "The request cannot be parsed, or its address or a header is too long. Shorten it and try again.",
    ),
    "method_not_allowed": ("此地址不支持该请求方法。", "This address does not take that method."),
    "not_acceptable": ("只能以 JSON 回答；请调整 Accept。", "The answer is JSON; ask for that in Accept."),
    "body_too_large": ("内容过大，最多 {limit} 字节。", "The body is too large; at most {limit} bytes."),
    "body_too_slow": (
        "上传过慢，已中断，没有保存任何内容；请换一个更快的网络后重试。",
        "The upload was too slow and was cut off; nothing was kept. Try again over a faster network.",
    ),
    "unsupported_media_type": ("请以 {expected} 发送。", "Send it as {expected}."),
    "invalid_input": (
        "填写的内容有误，请按 errors 逐项修改。",
        "Some of the input is not valid; see errors.",
    ),
    "version_required": (
        "请用 If-Match 带上您看到的版本（ETag）。",
        "Send If-Match with the version (ETag) you decided on.",
    ),
    "idempotency_key_required": (
        "请用 Idempotency-Key 带上一个唯一值，以免重复提交。",
        "Send an Idempotency-Key, so that asking twice does it once.",
    ),
    "idempotency_key_reused": (
        "这个 Idempotency-Key 已用于另一个请求；请换一个。",
        "This Idempotency-Key was used for another request. Use a new one.",
    ),
    "idempotency_key_in_flight": (
        "同一请求正在处理，请稍候。",
        "The same request is being answered right now. Wait for it.",
    ),
    "too_many": (
        "请求过于频繁，请在 {seconds} 秒后再试。",
        "Too many requests. Try again in {seconds} seconds.",
    ),
    "internal_error": (
        "系统出错，已记录；请把 request_id 告诉管理员。",
        "Something failed here and was recorded. Give the request_id to your administrator.",
    ),
    "unavailable": (
        "系统暂时不可用，请稍后再试。",
        "The service is not available just now. Try again shortly.",
    ),
    "database_full": (
        "数据库存储空间已满，没有保存；查看不受影响。请联系管理员。",
        "The database has no room left, so nothing was kept; reading still works. Tell your administrator.",
    ),
    "items_refused": (
        "其中 {count} 项不符合规则，全部未保存；请按 errors 逐项修改后重新提交。",
        "{count} of the items are against a rule, so none was kept. Correct those in errors and send all again.",
    ),
    "items_conflict": (
        "其中 {count} 项与现状不符，全部未保存；请按 errors 逐项核对后重新提交。",
        "{count} of the items no longer fit what stands, so none was kept. Look at those in errors and try again.",
    ),
    "import_has_errors": (
        "文件中有 {errors} 处错误；请改正后重新上传。",
        "The file has {errors} errors. Correct them and upload it again.",
    ),
    "import_already_committed": ("该文件已经导入。", "This file has been imported already."),
    "target_refused": (
        "不能向 {host} 发送：{why}。请换一个公网 HTTPS 地址，或请运维在设置中登记该主机。",
        "Nothing is sent to {host}: {why}. Use a public HTTPS address, or have the operator name the host.",
    ),
    "target_not_reached": (
        "{host} 没有应答：{why}。请核对地址，稍后再试。",
        "{host} did not answer: {why}. Check the address, and try again later.",
    ),
    "unreadable_file": ("无法读取该文件：{why}。", "The file cannot be read: {why}."),
    "file_too_large": ("文件过大：{what} 最多 {limit}。", "The file is too large: at most {limit} {what}."),
    "file_type_not_allowed": (
        "不接受这种文件：请上传 PDF、图片、MP4、Office 文档（不含宏）或 UTF-8 文本；压缩包和程序不接受。",
        "This kind of file is not taken. Send PDF, pictures, MP4, Office documents without macros, or UTF-8 text; no archives, no programs.",
    ),
    "storage_full": (
        "存储空间已满，文件没有保存；请联系管理员。",
        "There is no room left, so the file was not kept. Tell your administrator.",
    ),
    "storage_away": (
        "文件存储暂时不可用，请稍后再试。",
        "The file storage is not available just now. Try again shortly.",
    ),
    "channel_name_taken": ("已有同名的通知渠道。", "Another channel has this name."),
    "channel_address_refused": (
        "这不是 {kind} 渠道的地址；请从群机器人设置中复制完整的 Webhook 地址，邮件请写 mailtos://用户:密码@服务器?to=…。",
        "This is not an address of {kind}. Copy the whole webhook address from the robot's settings; for mail write mailtos://user:password@host?to=….",
    ),
    "delivery_failed": (
        "发送失败（{why}）；请核对渠道地址。",
        "It could not be sent ({why}). Check the channel's address.",
    ),
    "unprintable_characters": (
        "有些字符无法打印：{characters}（位于 {where}）；请改用规范汉字后重新打印。",
        "Some characters cannot be printed: {characters} (in {where}). Replace them and print again.",
    ),
    "link_ended": (
        "链接已失效；请回到原页面重新下载。",
        "This link has ended. Go back and ask for the file again.",
    ),
    "rule_value_invalid": (
        "“{key}”的值不正确；应为 {expected}。",
        "This is no value for {key}; it takes {expected}.",
    ),
}
