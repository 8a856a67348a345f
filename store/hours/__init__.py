"""The clock, words for times, and working time."""
