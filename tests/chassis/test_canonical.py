"""One spelling, one hash."""

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chassis.canonical import canonical, content_hash

PLAIN = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(st.characters(exclude_categories=["Cs"])),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text("ab中"), inner, max_size=4),
    max_leaves=12,
)


@given(st.dictionaries(st.text("abc中", min_size=1), PLAIN, min_size=2))
def test_the_order_in_which_it_was_written_does_not_count(content: dict[str, object]) -> None:
    assert content_hash(dict(reversed(content.items()))) == content_hash(content)


def test_the_spelling_is_fixed_for_good() -> None:
    assert canonical({"b": [1, None], "a": "名师送教"}) == '{"a":"名师送教","b":[1,null]}'.encode()
    assert content_hash({}) == "44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a"


def test_what_json_does_not_know_is_spelled_or_refused() -> None:
    moment = datetime(2021, 9, 1, tzinfo=UTC)
    assert canonical({"at": moment}, datetime.isoformat) == b'{"at":"2021-09-01T00:00:00+00:00"}'
    with pytest.raises(TypeError):
        content_hash({"at": moment})
    with pytest.raises(ValueError, match="JSON"):
        content_hash({"share": float("nan")})
