"""Workbooks for tests, filled in as schools do it: rightly, and in every wrong way."""

from collections.abc import Callable, Sequence
from io import BytesIO
from typing import Any
from uuid import UUID

import httpx2
from openpyxl import Workbook
from openpyxl.worksheet.worksheet import Worksheet

from services.enrollment.domain.recommendation.columns import SHEET
from tests.services.enrollment.programme import Programme

WORDS = ["姓名", "登录名", "工作室", "推荐理由", "师德", "进取心", "作风", "团结协作"]
STUDIO = "温州市林晓岚“名师送教”工作室"
REASON = "教学扎实，热心教研。"


def row(name: Any, studio: Any = STUDIO, **changes: Any) -> list[Any]:
    """A row that is right but for what is changed, by the words of the columns."""
    filled = {"姓名": name, "登录名": None, "工作室": studio, "推荐理由": REASON}
    filled |= dict.fromkeys(("师德", "进取心", "作风", "团结协作"), "是") | changes
    return list(filled.values())


def workbook(
    rows: Sequence[Sequence[Any]], words: Sequence[Any] = WORDS, then: Callable[[Worksheet], None] | None = None
) -> bytes:
    """A workbook with these rows under these words."""
    book = Workbook()
    sheet = book.active
    assert isinstance(sheet, Worksheet)
    sheet.title = SHEET
    for each in (words, *rows):
        sheet.append(list(each))
    if then is not None:
        then(sheet)
    written = BytesIO()
    book.save(written)
    return written.getvalue()


def principal(programme: Programme) -> dict[str, str]:
    """Headers of the principal of the school."""
    return programme.signed_in(programme.principal, f"trainee_school:{programme.school}", name="赵一平")  # type: ignore[no-any-return]


async def upload(
    programme: Programme, content: bytes, headers: dict[str, str] | None = None, round_id: UUID | None = None
) -> httpx2.Response:
    """Send a workbook as the page does."""
    return await programme.client.post(
        "/recommendation-imports",
        headers=headers or principal(programme),
        files={"file": ("推荐表.xlsx", content)},
        data={"round_id": str(round_id or programme.round)},
    )


async def checked(programme: Programme, content: bytes, headers: dict[str, str] | None = None) -> Any:
    """The job of a workbook that could be read."""
    answer = await upload(programme, content, headers)
    assert answer.status_code == 201, answer.text
    return answer.json()
