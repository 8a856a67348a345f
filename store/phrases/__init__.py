"""This office's own words, learnt from presses; and what nobody could understand, for a week."""
