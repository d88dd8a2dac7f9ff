"""Systems: published ways to serve one person, each a composition of parts and a small piece of its own."""

from thyself.systems._form import Conversational, Desk, System

__all__ = ["Conversational", "Desk", "System"]
