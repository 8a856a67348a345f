"""Forms with their signatures (A1 to A12, H1): each kind a file, read and checked whole."""
