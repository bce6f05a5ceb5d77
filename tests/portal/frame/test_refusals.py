"""After signing in nobody is led to another site."""

import pytest

from services.portal.frame.addresses import local


@pytest.mark.parametrize(
    "address", ["https://evil.example/", "//evil.example", "/\\evil.example", "javascript:1", "", None]
)
def test_elsewhere_becomes_home(address: str | None) -> None:
    assert local(address) == "/"


def test_here_stays() -> None:
    assert local("/inbox/1?urgency=overdue") == "/inbox/1?urgency=overdue"
