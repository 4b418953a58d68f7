"""What this room's refusals, and its page for telephones, say to a person: (Chinese, English)."""

TEXTS: dict[str, tuple[str, str]] = {}

PAGE_TEXTS: dict[str, tuple[str, str]] = {
    "certificate_title": ("学分证明核验", "Verify a credit certificate"),
    "genuine": ("真实", "Genuine"),
    "genuine_note": (
        "本证明由本校签发，所载学分与目前的学分台账一致。",
        "Issued by this school. The credits it certifies are those of the ledger today.",
    ),
    "changed": ("真实，学分已有变动", "Genuine, and the credits have changed"),
    "changed_note": (
        "本证明由本校签发；签发之后学分台账有变动，以下是签发时的学分。需要最新学分，请教师重新开具。",
        "Issued by this school. The ledger has changed since; these are the credits of the day it was issued."
        " Ask the teacher for a new certificate.",
    ),
    "certificate_no": ("证明编号", "Certificate"),
    "name": ("教师", "Teacher"),
    "issued": ("签发时间", "Issued"),
    "year": ("{year}学年", "School year {year}"),
    "cycle": ("{first}—{last}学年周期", "Cycle of {first}–{last}"),
    "credits": ("{credits} 学分，{hours} 学时", "{credits} credits, {hours} hours"),
    "total": ("合计", "Together"),
    "total_credits": ("{credits} 学分", "{credits} credits"),
    "code": ("核验码", "Code"),
    "compare": (
        "请核对纸面上的编号、姓名与学分与此处一致。",
        "Compare the number, the name and the credits with the paper.",
    ),
}
