"""What an operator sees: logs, figures, the web part, files that are written."""
