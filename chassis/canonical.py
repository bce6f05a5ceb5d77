"""One spelling for the same content, and its hash: what is signed, sealed or compared must not depend on who wrote it down."""

import hashlib
import json
from collections.abc import Callable
from typing import Any


def canonical(content: object, plain: Callable[[Any], Any] | None = None) -> bytes:
    """Canonical JSON in UTF-8: keys sorted, no spaces, nothing escaped that need not be.

    `plain` spells what JSON does not know, such as moments. Raises ValueError for NaN and infinity, which have no JSON.
    """
    return json.dumps(
        content, default=plain, ensure_ascii=False, allow_nan=False, sort_keys=True, separators=(",", ":")
    ).encode()


def content_hash(content: object) -> str:
    """SHA-256, in hex, over the canonical JSON. Raises TypeError for what JSON does not know."""
    return hashlib.sha256(canonical(content)).hexdigest()
