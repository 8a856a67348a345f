"""Reports that may be asked for; those that are handed in, a file for each kind (P1 to P8)."""
