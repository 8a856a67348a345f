"""The ledger of goods (P4): what was made, came, went and was counted; what is on hand."""
