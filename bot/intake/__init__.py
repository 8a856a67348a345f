"""Keeps every update before Telegram hears that it arrived, and hands them on one by one."""
