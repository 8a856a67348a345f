"""What the warehouse has (P4): a product's stock, the week's sheet, the ledger."""
