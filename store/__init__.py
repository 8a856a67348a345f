"""The company's memory: its procedures as data, and every fact once."""
