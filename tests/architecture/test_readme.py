"""The README tells of every kind of case that is registered, and of nothing else."""

import re
from pathlib import Path

from contracts.kinds import KINDS

ROW = re.compile(r"^\| `(\w+)` \| `(\w+)` \| `(\w+)-` \| \[(\S+)\]", re.MULTILINE)
ROOT = Path(__file__).parents[2]


def test_every_kind_of_case_stands_in_the_readme() -> None:
    rows = ROW.findall((ROOT / "README.md").read_text(encoding="utf-8"))
    product = [kind for kind in KINDS.values() if (ROOT / "workflows" / f"{kind.name}.py").exists()]
    assert rows == [(kind.name, kind.owner, kind.prefix, f"workflows/{kind.name}.py") for kind in product]
    assert rows
