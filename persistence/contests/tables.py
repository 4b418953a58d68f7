"""Contests and what is entered for them 评比 (MISSION §7)."""
