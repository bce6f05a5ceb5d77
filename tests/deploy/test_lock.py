"""The locks: every package by version and hash, from no host in particular."""

import re
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
LOCKS = ("runtime.txt", "dev.txt")
PINNED = re.compile(
    r"^[a-z0-9][a-z0-9._-]*(?:\[[a-z0-9,-]+\])?==\S+(?: ; [^\\]+)? \\\n(?:    --hash=sha256:[0-9a-f]{64}(?: \\)?\n)+",
    re.M,
)


def lock(name: str) -> str:
    return (ROOT / "requirements" / name).read_text(encoding="utf-8")


@pytest.mark.parametrize("name", LOCKS)
def test_every_package_is_pinned_by_hash_and_no_host_is_named(name: str) -> None:
    told = "".join(line for line in lock(name).splitlines(keepends=True) if not line.startswith("#"))
    assert PINNED.sub("", told) == ""
    assert len(PINNED.findall(told)) > 40
    assert "://" not in lock(name)


@pytest.mark.parametrize("name", LOCKS)
def test_whatever_the_project_asks_for_is_locked(name: str) -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    locked = {re.split(r"[\[=]", line)[0] for line in lock(name).splitlines() if "==" in line}
    asked = {re.split(r"[\[ ]", wanted)[0] for wanted in project["dependencies"]}
    assert asked <= locked


def test_tokens_are_written_and_read_by_one_library() -> None:
    """Two readers of one format sooner or later differ on what is valid."""
    libraries = ("authlib", "joserfc", "jwcrypto", "pyjwt", "python-jose")
    assert [name for name in libraries if f"\n{name}==" in lock("runtime.txt")] == ["joserfc"]
