"""Delivers what the store owes to its chats, within Telegram's limits."""
