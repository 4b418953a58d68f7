"""Research topics 课题 (MISSION §7)."""
