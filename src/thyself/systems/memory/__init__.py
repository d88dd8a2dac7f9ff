"""Systems that remember: what was said is kept in units, found again, and answered from."""
