"""The path of a case as a drawing: what is done, where it is, who is next, and which ways lead off.

Drawn from the case's own plan and log, so that the picture cannot drift from what runs.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from markupsafe import Markup, escape

from services.portal.kinds.declared import Place

COLUMN = 152
RAIL_Y = 46
LINE = 18
# What fits under a stop, in widths of a Chinese character.
ROOM = 11.5
# More stops than this stand in two rows, so that the words stay large enough to be read.
ROW = 5


@dataclass(frozen=True)
class Branch:
    """A way that leads off the path from where the case is; `taken` if it went that way."""

    label: str
    taken: bool = False


@dataclass(frozen=True)
class Stop:
    """One place on the path. `lines` are said under its name: who and when, or who will hold it."""

    name: str
    place: Place
    lines: tuple[str, ...] = ()
    branches: tuple[Branch, ...] = ()


@dataclass(frozen=True)
class Path:
    """The whole path, with a sentence that says the same for those who do not see it."""

    stops: tuple[Stop, ...]
    sentence: str


def line(path: Path) -> Markup:
    """The path in one line, for its fold: a dot for each stop, where the case is with all that stands there, and what is next."""
    stops = list(path.stops)
    at = [index for index, stop in enumerate(stops) if stop.place in ("here", "late", "ended")]
    done = [index for index, stop in enumerate(stops) if stop.place == "done"]
    here = (at or done or [0])[-1]
    dots = "".join(f'<i class="dot {_group(stop)}"></i>' for stop in stops)
    stop = stops[here]
    more = (*stop.lines, *(branch.label for branch in stop.branches if branch.taken))
    parts = [
        f'<span class="dots" aria-hidden="true">{dots}</span><strong class="{_group(stop)}">{escape(stop.name)}</strong>'
    ]
    parts += [f'<span class="quiet">{escape(words)}</span>' for words in more]
    following = next((each for each in stops[here + 1 :] if each.place == "next"), None)
    if following is not None:
        parts.append(f'<span class="following">→ {escape(following.name)}</span>')
    # Only this module's own markup and escaped words reach this point.
    return Markup("".join(parts))  # noqa: S704


def across(path: Path) -> Markup:
    """The path from left to right, for wide screens; a long one goes on in a second row."""
    rows = -(-len(path.stops) // ROW)
    length = -(-len(path.stops) // rows)
    width, top, parts = COLUMN * length, 0, list[str]()
    for start in range(0, len(path.stops), length):
        row = path.stops[start : start + length]
        follows = path.stops[start + length] if start + length < len(path.stops) else None
        parts += _row(row, top, follows, begins=start == 0)
        top += RAIL_Y + 20 + max(len(_wrapped(stop.lines)) + len(stop.branches) for stop in row) * LINE
    return _svg(width, top, "across folded" if rows > 1 else "across", path.sentence, parts)


def _row(stops: Sequence[Stop], top: int, follows: Stop | None, *, begins: bool) -> Iterator[str]:
    y = top + RAIL_Y
    ends = COLUMN * len(stops)
    if not begins:
        yield _rail(0, COLUMN // 2 - 12, y, stops[0])
    for index, stop in enumerate(stops[1:]):
        start = COLUMN * index + COLUMN // 2 + 12
        yield _rail(start, start + COLUMN - 24, y, stop)
    if follows is not None:
        yield _rail(ends - COLUMN // 2 + 12, ends, y, follows)
    for index, stop in enumerate(stops):
        x = COLUMN * index + COLUMN // 2
        yield (
            f'<g class="{_group(stop)}">{_knot(x, y, stop)}'
            f'<text class="name" x="{x}" y="{top + 22}" text-anchor="middle">{escape(stop.name)}</text>'
            f"{_below(x, y, stop)}</g>"
        )


def down(path: Path) -> Markup:
    """The path from top to bottom, for a phone."""
    parts: list[str] = []
    y = 14
    for index, stop in enumerate(path.stops):
        height = 30 + LINE * (len(stop.lines) + len(stop.branches))
        if index + 1 < len(path.stops):
            kind = _rail_kind(path.stops[index + 1])
            parts.append(f'<path class="rail {kind}" d="M12 {y + 11}V{y + height - 11}"/>')
        parts.append(f'<g class="{_group(stop)}">{_knot(12, y, stop)}{_beside(y, stop)}</g>')
        y += height
    return _svg(300, y - 10, "down", path.sentence, parts)


def _svg(width: int, height: int, variant: str, sentence: str, parts: Iterable[str]) -> Markup:
    # Only this module's own markup and escaped words reach this point.
    return Markup(  # noqa: S704
        f'<svg class="{variant}" viewBox="0 0 {width} {height}" role="img" aria-label="{escape(sentence)}">{"".join(parts)}</svg>'
    )


def _group(stop: Stop) -> str:
    return "here late" if stop.place == "late" else stop.place


def _rail_kind(towards: Stop) -> str:
    return "done" if towards.place in ("done", "here", "late", "ended") else ""


def _rail(start: int, end: int, y: int, towards: Stop) -> str:
    kind = " skipped" if towards.place == "skipped" else ""
    return f'<path class="rail {_rail_kind(towards)}{kind}" d="M{start} {y}H{end}"/>'


def _knot(x: int, y: int, stop: Stop) -> str:
    ring = f'<circle class="knot" cx="{x}" cy="{y}" r="9"/>'
    match stop.place:
        case "done":
            return f'{ring}<path class="mark" d="M{x - 4} {y}l3 3 5 -6"/>'
        case "ended":
            return f'{ring}<path class="mark" d="M{x - 3} {y - 3}l6 6m0 -6l-6 6"/>'
        case "here" | "late":
            return f'{ring}<circle class="core" cx="{x}" cy="{y}" r="4"/>'
        case _:
            return ring


def _below(x: int, y: int, stop: Stop) -> str:
    y += 28
    texts = []
    for line in _wrapped(stop.lines):
        texts.append(f'<text class="sub" x="{x}" y="{y}" text-anchor="middle">{escape(line)}</text>')
        y += LINE
    for branch in stop.branches:
        texts.append(_branch(branch, f'x="{x}" y="{y}" text-anchor="middle"'))
        y += LINE
    return "".join(texts)


def _wrapped(lines: Iterable[str]) -> list[str]:
    """Lines cut where the column ends; SVG text does not wrap by itself."""
    fitting = []
    for line in lines:
        piece, taken = "", 0.0
        for sign in line:
            width = 1.0 if ord(sign) > 0x2E7F else 0.56
            if taken + width > ROOM:
                fitting.append(piece)
                piece, taken = "", 0.0
            piece, taken = piece + sign, taken + width
        fitting.append(piece)
    return fitting


def _beside(y: int, stop: Stop) -> str:
    texts = [f'<text class="name" x="32" y="{y + 5}">{escape(stop.name)}</text>']
    at = y + 5
    for line in stop.lines:
        at += LINE
        texts.append(f'<text class="sub" x="32" y="{at}">{escape(line)}</text>')
    for branch in stop.branches:
        at += LINE
        texts.append(_branch(branch, f'x="32" y="{at}"'))
    return "".join(texts)


def _branch(branch: Branch, place: str) -> str:
    return f'<text class="branch{" taken" if branch.taken else ""}" {place}>↳ {escape(branch.label)}</text>'
