"""Systems that recommend."""
