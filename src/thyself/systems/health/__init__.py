"""Systems about the body: reports, suggestions, doses."""
