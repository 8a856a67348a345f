"""Workbooks of orders (O1): a blank one to fill in, and what stands in a filled one, fault by row and column.

openpyxl is loaded when a workbook is in hand, not before.
"""
