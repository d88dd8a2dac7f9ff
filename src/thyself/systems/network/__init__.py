"""Systems about shared resources: just enough for each."""
