"""Reports that may be asked for."""
