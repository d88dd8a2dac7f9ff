"""Systems about food: plans of meals."""
