"""The columns of the sheet, and what each may hold."""

import re
import unicodedata
from dataclasses import dataclass
from typing import Final

from chassis.texts import plain
from services.enrollment.domain.words import Attestation

SHEET: Final = "学校推荐"
STUDIOS_SHEET: Final = "工作室名单"
HELP_SHEET: Final = "填写说明"
MOST_ROWS: Final = 2000
LONGEST_REASON: Final = 500
# The name in the template's example: that row is for reading, and nobody has to delete it.
EXAMPLE: Final = "示例教师"
YES, NO = "是", "否"


@dataclass(frozen=True)
class Column:
    """One column: its words in row 1, how long its text may be, whether it may be left empty or out."""

    words: str
    longest: int
    must: bool = True
    attests: Attestation | None = None
    numbers: bool = False
    lines: bool = False


SCHOOL = Column("学校", 100, must=False)
NAME = Column("姓名", 50)
LOGIN = Column("登录名", 64, must=False, numbers=True)
STUDIO = Column("工作室", 100)
REASON = Column("推荐理由", LONGEST_REASON, lines=True)
ATTESTED: Final = (
    Column("师德", 1, attests="ethics"),
    Column("进取心", 1, attests="drive"),
    Column("作风", 1, attests="style"),
    Column("团结协作", 1, attests="teamwork"),
)
TEXTS: Final = (SCHOOL, NAME, LOGIN, STUDIO, REASON)
COLUMNS: Final = (*TEXTS, *ATTESTED)

_DIGITS = str.maketrans("０１２３４５６７８９", "0123456789")
_QUOTES = str.maketrans("“”„‟＂「」『』", '"""""""""')


def fold(typed: str) -> str:
    """Text as it is kept: in one form of each character, without spaces around it, full-width digits made ordinary ones."""
    return plain(typed.translate(_DIGITS)).strip()


def key(typed: str) -> str:
    """What names are compared by: spaces, width of letters, kind of quotes and case do not matter."""
    folded = unicodedata.normalize("NFKC", typed.translate(_QUOTES)).translate(_QUOTES)
    return re.sub(r"\s", "", folded).casefold()
