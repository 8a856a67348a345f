"""The database as it is opened here, its exact column types, and the only commit."""
