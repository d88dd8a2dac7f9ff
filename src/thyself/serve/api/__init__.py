"""The HTTP interface: routes for programs, under ``/v1``."""
