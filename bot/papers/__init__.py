"""Printed papers: slips, lists, reports, calendar files."""
