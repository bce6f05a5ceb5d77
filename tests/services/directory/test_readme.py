"""The service's page names what it publishes."""

import re
from pathlib import Path

import services.directory
from contracts import events
from contracts.envelope import REGISTRY


def test_every_event_is_named() -> None:
    page = (Path(services.directory.__file__).parent / "README.md").read_text(encoding="utf-8")
    assert events.directory
    published = {kind for kind in REGISTRY if kind.startswith("directory.")}
    assert set(re.findall(r"^\| `(directory\.[a-z_.]+)` \|", page, re.MULTILINE)) == published
