"""The server does what its OpenAPI says, for requests that nobody thought of."""

from __future__ import annotations

from typing import Any

import pytest

pytest.importorskip("schemathesis")

import schemathesis
from fastapi import FastAPI
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from schemathesis import checks


def test_no_request_makes_the_server_fail_or_break_its_word(app: FastAPI, keys: Any) -> None:
    schema = schemathesis.openapi.from_asgi("/v1/openapi.json", app, headers={"host": "localhost"})
    operations = [each.ok() for each in schema.get_all_operations()]
    # All that a person's key can do, but forgetting the person: the rest of the test would be let in nowhere.
    wanted = [each for each in operations if each.path.startswith("/v1/people/{id}/") and "export" not in each.path]
    assert len(wanted) > 20
    for operation in wanted:

        @given(case=operation.as_strategy(), own=st.booleans())
        @settings(
            max_examples=8,
            deadline=None,
            derandomize=True,
            database=None,
            phases=[Phase.generate],
            suppress_health_check=list(HealthCheck),
        )
        def holds(case: Any, own: bool) -> None:
            if own:
                case.path_parameters["id"] = "ann"
            answer = case.call(headers={**keys.head("ann"), "host": "localhost"})
            case.validate_response(answer, checks=(checks.not_a_server_error, checks.response_schema_conformance))

        holds()
