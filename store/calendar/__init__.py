"""Meetings, deadlines and windows that come round (K1 to K5)."""
