"""A way to ask a service: where, and what of its answer pages read."""

from dataclasses import dataclass
from urllib.parse import quote


@dataclass(frozen=True)
class Call[Answer]:
    """`path` has places in braces; `answers` is a TypedDict of what pages read, `NoneType` where they read nothing."""

    method: str
    path: str
    answers: type[Answer]

    def at(self, *places: str | int) -> str:
        """The address with its places filled, whatever is written in them."""
        pieces = self.path.split("{")
        filled = [
            f"{quote(str(place), safe='')}{piece.partition('}')[2]}"
            for place, piece in zip(places, pieces[1:], strict=True)
        ]
        return "".join([pieces[0], *filled])
