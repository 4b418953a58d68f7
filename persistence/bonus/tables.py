"""Bonus tables, batches and lines 教科研奖金 (MISSION §7)."""
