"""Orders not yet placed: asked line by line, or read from a workbook."""
