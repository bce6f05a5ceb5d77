"""What pages say of each kind of case, one file a kind: each that declares `WORDS` is found."""

from importlib import import_module
from pkgutil import iter_modules

from services.portal.frame.navigation import lead_to
from services.portal.kinds.declared import KindWords

KINDS: dict[str, KindWords] = {}


def register(words: KindWords) -> None:
    """Have pages know a kind; raises ValueError where another has its name."""
    if KINDS.setdefault(words.kind, words) is not words:
        raise ValueError(f"two kinds are called {words.kind}")
    if words.listed:
        lead_to(*words.listed)


for _found in iter_modules(__path__):
    _words = getattr(import_module(f"{__name__}.{_found.name}"), "WORDS", None)
    if isinstance(_words, KindWords):
        register(_words)
