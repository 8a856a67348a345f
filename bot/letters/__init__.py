"""What each message is made of: its facts, read as it is sent."""
