"""Serve: the doors by which other programs reach a person's model; each goes through the router and is recorded."""
