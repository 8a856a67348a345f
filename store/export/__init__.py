"""What an export is, and what cases of every area leave behind."""
