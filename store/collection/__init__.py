"""Collection (M4, M6): what is due from a customer, followed until it is in; promises that the book judges."""
