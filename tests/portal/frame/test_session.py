"""What travels through the browser comes back as it was, or not at all."""

import time
from pathlib import Path

import pytest
from joserfc import jwt
from joserfc.jwk import OctKey

from services.portal.frame.session import Acting, Seal, Session


@pytest.fixture
def seal(tmp_path: Path) -> Seal:
    key = tmp_path / "session.key"
    key.write_bytes(b"s" * 44)
    return Seal(key)


def session(expires_in: float = 300) -> Session:
    claims = {"sub": "01", "name": "𠮷·芳", "offices": ["county_office:330328"], "exp": time.time() + expires_in}
    return Session(jwt.encode({"alg": "HS256"}, claims, OctKey.import_key("x" * 32)), "refresh", Acting("02", "周明"))


def test_a_session_survives_the_cookie(seal: Seal) -> None:
    opened = seal.open_session(seal.close_session(session()))
    assert opened is not None
    assert opened.name == "𠮷·芳"
    assert opened.offices == {"county_office:330328"}
    assert opened.acting == Acting("02", "周明")


def test_a_changed_cookie_is_none(seal: Seal) -> None:
    closed = seal.close_session(session())
    assert seal.open_session(closed[:-4] + "AAAA") is None
    assert seal.open_session("") is None
    assert seal.open_session(None) is None


def test_a_token_about_to_expire_does_not_last() -> None:
    assert session().lasts()
    assert not session(10).lasts()


def test_a_form_token_belongs_to_its_cookie(seal: Seal) -> None:
    token = seal.form_token("one")
    assert seal.shown_to("one", token) == ""
    for cookie, other in (
        ("two", token),
        ("one", None),
        (None, token),
        ("one", "_"),
        ("one", "ü_"),
        ("one", token + "x"),
    ):
        assert seal.shown_to(cookie, other) is None


def test_a_form_token_belongs_to_its_person(seal: Seal) -> None:
    token = seal.form_token("one", "p-1")
    assert seal.shown_to("one", token) == "p-1"
    bound = token.partition("_")[0]
    for person in ("", "p-2", "p-1_"):
        assert seal.shown_to("one", f"{bound}_{person}") is None
