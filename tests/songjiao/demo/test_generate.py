"""The generated files are those the lists give: nobody has edited one without the other."""

from pathlib import Path

import pytest

from songjiao.demo.generate import main
from songjiao.demo.reading import DATA


@pytest.fixture(scope="module")
def generated(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("generated")
    main(folder)
    return folder


@pytest.mark.parametrize("name", ["schools.csv", "studios.csv", "teachers.csv"])
def test_the_same_lists_give_the_same_files(generated: Path, name: str) -> None:
    assert (generated / name).read_bytes() == (DATA / name).read_bytes()
