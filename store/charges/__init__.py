"""Fees (M2): what a customer is charged beside goods, entered by hand."""
