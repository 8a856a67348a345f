"""What came in and what is owed to chats: each update kept once, each message until it is taken."""
