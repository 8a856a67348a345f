"""Receipts by customer: money that came and names no order, and what of it is for which (M1)."""
