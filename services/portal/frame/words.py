"""How words are marked for the catalogue, and what a state looks like. Chinese is the key; the catalogue has the English."""

from dataclasses import dataclass


def N_(words: str) -> str:  # noqa: N802  the name catalogues are gathered by
    """Mark words for the catalogue."""
    return words


# Said of a code of a newer service, which is shown as it came.
NOT_KNOWN = N_("%(word)s（本系统尚未收录）")


@dataclass(frozen=True)
class Pill:
    """A state as a page shows it: words, a colour and an icon, so that nobody depends on the colour."""

    words: str
    tone: str
    icon: str
