"""Worlds: made-up people and places whose truth is known, for studies where no real data says what is right."""
