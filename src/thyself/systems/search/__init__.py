"""Systems that find: passages, statements and people."""
