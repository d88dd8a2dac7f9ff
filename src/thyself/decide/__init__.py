"""Decide: what to suggest now, how much of it, and what was learned from how it went."""

from thyself.decide.diet_graph import DietGraph
from thyself.decide.diet_picture import picture
from thyself.decide.dose import Tolerance, Tolerances, allot, learn
from thyself.decide.eating import count, eaten, meal_traces, recipe_totals
from thyself.decide.meals import MealWishes, Planner
from thyself.decide.plate import Plate, remarks

__all__ = [
    "DietGraph",
    "MealWishes",
    "Planner",
    "Plate",
    "Tolerance",
    "Tolerances",
    "allot",
    "count",
    "eaten",
    "learn",
    "meal_traces",
    "picture",
    "recipe_totals",
    "remarks",
]
