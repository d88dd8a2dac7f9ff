"""Systems about money: what is worth a look, and what a decision comes to."""
