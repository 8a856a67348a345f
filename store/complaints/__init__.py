"""Complaints, from intake to lesson (C1 to C6)."""
