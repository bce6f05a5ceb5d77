"""Texts hide nothing; files are what their names say."""

import unicodedata
import zipfile
from io import BytesIO
from typing import Annotated

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import Field, TypeAdapter, ValidationError

from chassis.errors import ProblemError
from chassis.formats import MOST_BYTES, PAPERS, PICTURES, WRITINGS, Format, checked, file_name, sniffed
from chassis.texts import has_hidden, literally, plain, without_hidden
from chassis.web.fields import Line, Lines

SHORT: TypeAdapter[str] = TypeAdapter(Annotated[Line, Field(max_length=4)])
LONG: TypeAdapter[str] = TypeAdapter(Lines)
HIDDEN = ["\0", "\x1b", "\x7f", "\u202e", "\u2066", "\u200b", "\u200d", "\ufeff", "\u00ad", "\u2028", "\U000e0041"]


@pytest.mark.parametrize("sign", HIDDEN)
def test_what_nobody_sees_is_refused(sign: str) -> None:
    for adapter in (SHORT, LONG):
        with pytest.raises(ValidationError, match="invisible"):
            adapter.validate_python(f"甲{sign}乙")
    assert without_hidden(f"甲{sign}乙") == "甲乙"


def test_lines_break_only_where_there_may_be_several() -> None:
    assert LONG.validate_python("一\n二\t三") == "一\n二\t三"
    with pytest.raises(ValidationError):
        SHORT.validate_python("一\n二")


def test_text_is_one_form_and_measured_as_it_is_kept() -> None:
    assert SHORT.validate_python("  e\u0301e\u0301e\u0301e\u0301 ") == "éééé"
    with pytest.raises(ValidationError):
        SHORT.validate_python("五个字以上")


@given(st.text())
def test_plain_text_stays_as_it_is(text: str) -> None:
    assert plain(plain(text)) == plain(text)
    cleaned = without_hidden(text)
    assert not has_hidden(cleaned)
    assert unicodedata.is_normalized("NFC", plain(cleaned))


def test_what_is_searched_for_means_itself() -> None:
    assert literally(r"50%_\ ") == r"%50\%\_\\ %"


def archive(*names: str) -> bytes:
    file = BytesIO()
    with zipfile.ZipFile(file, "w") as written:
        for name in names:
            written.writestr(name, "<x/>")
    return file.getvalue()


OLE = bytes.fromhex("d0cf11e0a1b11ae1")
PDF = b"%PDF-1.7\n" + b"0" * 300
PNG = b"\x89PNG\r\n\x1a\n" + b"\0\0\0\rIHDR" + b"0" * 300
JPEG = b"\xff\xd8\xff\xdb\0\x10" + b"\0" * 40
KINDS = {
    Format.PDF: PDF,
    Format.PNG: PNG,
    Format.JPEG: JPEG,
    Format.WEBP: b"RIFF\x24\0\0\0WEBPVP8 " + b"\0" * 20,
    Format.WORD: archive("[Content_Types].xml", "word/document.xml"),
    Format.WORKBOOK: archive("[Content_Types].xml", "xl/workbook.xml"),
    Format.OLD_WORD: OLE + b"\0" * 600 + "WordDocument".encode("utf-16-le"),
}
STRANGE = [
    b"MZ\x90\0" + b"0" * 300, b"<script>alert(1)</script>", b"<svg onload='alert(1)'/>", b"GIF89a" + b"0" * 300, b"x",
    archive("a.txt"), archive("[Content_Types].xml", "word/document.xml", "xl/workbook.xml"), OLE + b"\0" * 600,
    b"PK\x03\x04broken", b"<html>%PDF-1.7",
]  # fmt: skip


def code(name: str | None, content: bytes, allowed: tuple[Format, ...] = PAPERS) -> str:
    with pytest.raises(ProblemError) as refused:
        checked(name, content, allowed)
    return refused.value.code


@pytest.mark.parametrize("kind", Format)
def test_each_kind_is_known_by_its_bytes(kind: Format) -> None:
    assert sniffed(KINDS[kind]) is kind
    taken = checked(f"公示.{kind.endings[0].upper()}", KINDS[kind], (kind,))
    assert (taken.media_type, taken.size) == (kind.media_type, len(KINDS[kind]))


@pytest.mark.parametrize("content", STRANGE)
def test_anything_else_is_none_of_them(content: bytes) -> None:
    assert sniffed(content) is None
    assert code("公示.pdf", content) == "file_type"


def test_a_name_says_what_the_bytes_do() -> None:
    assert code("公示.pdf", PNG) == "file_disguised"
    assert code("公示.png.exe", PNG) == "file_disguised"
    assert code("公示", PNG) == "file_disguised"
    assert code("公示.webp", KINDS[Format.WEBP]) == "file_type"
    assert code("公示.docx", KINDS[Format.WORKBOOK], WRITINGS) == "file_type"
    assert code("公示.pdf", PDF, PICTURES) == "file_type"


def test_ten_megabytes_and_not_one_byte_more() -> None:
    full = PDF + b"0" * (MOST_BYTES - len(PDF))
    assert checked("公示.pdf", full).size == MOST_BYTES
    assert code("公示.pdf", full + b"0") == "file_too_large"
    assert code("公示.pdf", b"") == "file_empty"


@pytest.mark.parametrize(
    ("given", "kept"),
    [("../../etc/公示.pdf", "公示.pdf"), ("C:\\公示.pdf", "公示.pdf"), ("字" * 150 + ".pdf", "字" * 116 + ".pdf"),
     ("公\u202efdp.示.pdf", "公fdp.示.pdf")],
)  # fmt: skip
def test_names_are_made_harmless(given: str, kept: str) -> None:
    assert file_name(given) == kept


@pytest.mark.parametrize("given", [None, "", " ", "/", "\u200b", ".", ".."])
def test_a_file_has_a_name(given: str | None) -> None:
    assert code(given, PDF) == "file_name"
