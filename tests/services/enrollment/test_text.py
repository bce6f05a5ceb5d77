"""What typed text may hold, without a server."""

import pytest

from services.enrollment.domain.text import SHORTEST_REASON, is_reason


@pytest.mark.parametrize(
    ("typed", "enough"), [("工作调动", True), ("调动", False), ("", False), (" " * 9, False), ("  调 动  ", False)]
)
def test_a_reason_says_something(typed: str, enough: bool) -> None:
    assert is_reason(typed) == enough
    assert is_reason("长" * SHORTEST_REASON)
    assert not is_reason("长" * (SHORTEST_REASON - 1))
