"""What stands of a decision's signature on paper: all of it to be scanned, and its beginning to be typed."""

import unicodedata
from base64 import b32encode, urlsafe_b64decode
from dataclasses import dataclass
from hmac import compare_digest
from typing import Final

# 100 bits: nobody finds another signature that begins so, nor guesses one.
CODE_LENGTH: Final = 20
# The alphabet (RFC 4648, 6) has no 0, 1 and 8: they are the letters they look like.
LOOK_ALIKES: Final = str.maketrans("018", "OIB", "-")
DASHES: Final = str.maketrans(dict.fromkeys("‐‑‒–—―−", "-"))


@dataclass(frozen=True, slots=True)
class Proof:
    """`signature` is the last part of the JSON Web Signature, `code` the beginning of the same bytes in 20 letters and digits."""

    signature: str
    code: str

    @classmethod
    def of(cls, signed: str) -> "Proof":
        """What is printed of a genuine signature in the compact form."""
        signature = signed.rpartition(".")[2]
        return cls(signature, b32encode(urlsafe_b64decode(f"{signature}==")).decode()[:CODE_LENGTH])

    def is_told_by(self, told: str) -> bool:
        """Whether this was scanned, to the last character, or typed; one that is cut is another."""
        whole, typed = told.encode(), code_typed(told).encode()
        return compare_digest(whole, self.signature.encode()) or compare_digest(typed, self.code.encode())


def code_typed(told: str) -> str:
    """The code somebody means: full-width or not, large or small, in groups or in one piece."""
    return _joined(told).translate(LOOK_ALIKES)


def number_typed(told: str) -> str:
    """The case number somebody means, however it was typed."""
    return _joined(told)


def _joined(told: str) -> str:
    return "".join(unicodedata.normalize("NFKC", told).translate(DASHES).upper().split())
