"""How a round stands, summed by state, county and studio."""

from collections import Counter
from collections.abc import Iterable, Mapping
from typing import Any


def summed(rows: Iterable[Mapping[str, Any]]) -> dict[str, Any]:
    """Sum counts per studio and state by county, and for all together."""
    states: Counter[str] = Counter()
    counties: dict[str, dict[str, Any]] = {}
    studios: dict[Any, dict[str, Any]] = {}
    for row in rows:
        county = counties.setdefault(
            row["county"], {"county": row["county"], "name": row["county_name"], "states": Counter()}
        )
        studio = studios.setdefault(
            row["studio_id"],
            {"studio_id": row["studio_id"], "name": row["studio_name"], "county": row["county"], "states": Counter()},
        )
        for sums in (states, county["states"], studio["states"]):
            sums[row["state"]] += row["count"]
    return {
        "states": states,
        "total": states.total(),
        "by_county": [*counties.values()],
        "by_studio": [*studios.values()],
    }
