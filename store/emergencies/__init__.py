"""Emergencies (O11): what belongs to no case and can't wait, until somebody says how it was dealt with."""
