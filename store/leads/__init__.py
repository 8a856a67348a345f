"""Leads (U6): who may become a customer, how far each is followed up, and that nobody is forgotten."""
