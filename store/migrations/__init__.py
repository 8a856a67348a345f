"""The schema's revisions, and the way from each to the newest."""
