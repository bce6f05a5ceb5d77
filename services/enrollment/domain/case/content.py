"""What changed between two frozen revisions."""

from collections.abc import Mapping
from typing import Any

# The same person, studio and files under other words: shown beside the fields, not as a change of their own.
DERIVED = frozenset({"applicant_name", "school_name", "studio_name", "county"})


def changed_fields(before: Mapping[str, Any] | None, after: Mapping[str, Any]) -> list[str]:
    """Names of the fields that differ, in the order of the later one; none for a first revision."""
    if before is None:
        return []
    return [name for name in after if name not in DERIVED and before.get(name) != after[name]]
