"""What runs beside the updates: the ticker, leading, Telegram's client, the store's lock, backups."""
