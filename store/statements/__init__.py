"""Statements of account (M2): drafted by the month, issued and frozen, agreed or disputed line by line."""
