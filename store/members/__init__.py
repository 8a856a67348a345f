"""Joining, roles, rooms, absences, duty: what people change about people."""
