"""The book of money by customer (M1 to M6): what was charged, came, and was let off; what is owed and how old it is."""
