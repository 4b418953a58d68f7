"""What the refusals of this room say to a person: (Chinese, English)."""

TEXTS: dict[str, tuple[str, str]] = {
    "webhook_name_taken": ("已有同名的事件推送。", "Another webhook has this name."),
    "too_many_webhooks": (
        "本校已有 {most} 个事件推送；请先删除不再使用的。",
        "The school has {most} webhooks already. Remove those no longer used first.",
    ),
    "webhook_disabled": (
        "该事件推送已停用；请先启用。",
        "This webhook is switched off. Switch it on first.",
    ),
    "webhook_not_accepted": (
        "测试事件未被接收（{why}；状态码 {status}）；请核对地址与接收端。",
        "The test event was not accepted ({why}; status {status}). Check the address and the receiver.",
    ),
}
