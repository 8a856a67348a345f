"""What people say that is no whole command: its parts read, its words looked up, what is only near asked."""
