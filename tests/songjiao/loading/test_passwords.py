"""The first passwords, and the file that holds them."""

import stat
from pathlib import Path

import pytest

from songjiao.loading.passwords import Passwords
from songjiao.loading.records import Person


def test_passwords_are_for_one_pair_of_eyes_and_are_found_again(tmp_path: Path) -> None:
    file = tmp_path / "passwords.csv"
    two = [Person(login="a1", name="甲"), Person(login="b2", name="乙")]
    first = Passwords(file).given_to(two)
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert len(set(first.values())) == 2
    file.chmod(0o644)
    again = Passwords(file).given_to([*two, Person(login="c3", name="丙")])
    assert {login: again[login] for login in first} == first
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    (tmp_path / "letter.txt").write_text("Dear")
    with pytest.raises(ValueError, match="no file of passwords"):
        Passwords(tmp_path / "letter.txt")
