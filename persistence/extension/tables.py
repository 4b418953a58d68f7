"""Extension courses 拓展性课程 (MISSION §8)."""
