"""What Telegram's answers mean."""
