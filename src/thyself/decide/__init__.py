"""Decide: what to suggest now, how much of it, and what was learned from how it went."""
