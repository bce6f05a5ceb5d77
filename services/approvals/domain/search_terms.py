"""Search for Chinese names without a dictionary: every character and every pair of neighbours is a term of the index."""

import unicodedata
from collections.abc import Iterable
from itertools import pairwise

MAX_QUERY = 60


def folded(text: str) -> str:
    """The form texts are compared in: full-width digits and letters made half-width, case dropped."""
    return unicodedata.normalize("NFKC", text).casefold().replace("\0", "")


def terms(texts: Iterable[str]) -> list[str]:
    """The index terms of some texts, sorted and each once."""
    found: set[str] = set()
    for word in " ".join(map(folded, texts)).split():
        found.update(word)
        found.update(map("".join, pairwise(word)))
    return sorted(found)


def words(query: str) -> list[str]:
    """The words somebody typed, each of which must occur."""
    return folded(query)[:MAX_QUERY].split()


def terms_of_word(word: str) -> list[str]:
    """What the index is asked for; a text that contains the word has them all."""
    return list(dict.fromkeys(map("".join, pairwise(word)))) or [word]
