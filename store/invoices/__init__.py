"""Invoices (M3): asked for, confirmed with the customer, issued, handed over; never above what a statement agreed."""
