"""Which files may be attached, without a server."""

import pytest

from chassis.errors import InvalidError, ProblemError, TooLargeError
from services.enrollment.domain import file as files

PNG = b"\x89PNG\r\n\x1a\n" + b"\0" * 32


@pytest.mark.parametrize(
    ("name", "content", "code"),
    [
        ("证书.png", b"", "file_empty"), ("证书.pdf", b"MZ\x90\0" + b"\0" * 64, "file_type"),
        ("证书.png", b"<svg onload=alert(1)>", "file_type"), ("证书.pdf", PNG, "file_disguised"),
        ("证书.png.exe", PNG, "file_disguised"), ("证书", PNG, "file_disguised"),
    ],
)  # fmt: skip
def test_a_file_must_be_what_it_says(name: str, content: bytes, code: str) -> None:
    with pytest.raises(InvalidError) as refused:
        files.media_type(name, content)
    assert refused.value.code == code


def test_a_file_of_the_largest_size_is_taken_and_one_byte_more_is_not() -> None:
    largest = PNG + b"\0" * (files.LARGEST - len(PNG))
    assert files.media_type("证书.PNG", largest) == "image/png"
    with pytest.raises(TooLargeError):
        files.media_type("证书.png", largest + b"\0")


@pytest.mark.parametrize("name", ["", "   ", "a/", "长" * 201 + ".png", "a\nb.png", "gnp.\u202efdp.png", None])
def test_a_file_has_a_readable_name(name: str | None) -> None:
    with pytest.raises(ProblemError):
        files.file_name(name)


def test_folders_do_not_belong_to_a_name() -> None:
    assert files.file_name("C:\\证书\\𠮷.png") == "𠮷.png"
