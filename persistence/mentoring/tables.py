"""Mentor pairs and what grows from them 师徒结对 (MISSION §9)."""
