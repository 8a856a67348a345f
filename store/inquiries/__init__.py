"""Inquiries and feedback (U7): who asks what, whom it goes to, and by when it is answered."""
