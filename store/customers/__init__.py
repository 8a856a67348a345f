"""Customers, and whose they are (U1 to U8)."""
