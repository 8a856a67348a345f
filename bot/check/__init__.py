"""What `gendan check` looks at before a company relies on it, and what `gendan run` says is missing."""
