"""People as values: who acts, who is asked first, who stands in."""
