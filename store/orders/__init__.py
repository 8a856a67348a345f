"""Orders, from intake to closing (O1 to O12)."""
