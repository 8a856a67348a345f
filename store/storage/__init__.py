"""Storage customers (W2): how much room each has since when, and the month's fee for it."""
