"""Every system that is registered keeps the contract."""

from __future__ import annotations

import pytest

pytest.register_assert_rewrite("tests.contracts.system")

from tests.contracts.system import SystemContract  # noqa: E402  (after its asserts are made readable)
from thyself.core.registry import cards  # noqa: E402


@pytest.fixture(params=[card.name for card in cards()], autouse=True)
def system_name(request: pytest.FixtureRequest) -> str:
    """The system that a test is run for."""
    request.cls.name = request.param
    return str(request.param)


class TestEverySystem(SystemContract):
    """See the contract."""
