"""Returns, from asking to credit (R1 to R4)."""
