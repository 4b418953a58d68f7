"""Papers, their versions and reviews 论文 (MISSION §7)."""
