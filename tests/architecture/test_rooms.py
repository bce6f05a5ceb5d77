"""A kind of case lives in its own rooms: what it needs of shared files is a line in each of a few."""

import re
from pathlib import Path

from contracts.kinds import DISQUALIFICATION

ROOT = Path(__file__).parents[2]
PRODUCT = ("casework", "chassis", "contracts", "deploy", "services", "songjiao", "workflows")
PROGRAM = {".ini", ".py", ".toml", ".yaml", ".yml"}
# The registry, the table of authority, and of its owner: who answers it, what starts it, its tables, their migration, and, as this one
# is about members' places, where those are read and changed.
MOST_SHARED = 8


def test_the_newest_kind_is_named_in_few_files_outside_its_rooms() -> None:
    name = re.compile(DISQUALIFICATION.name, re.IGNORECASE)
    files = [*ROOT.glob("*.toml"), *ROOT.glob("*.yml")]
    files += [file for folder in PRODUCT for file in (ROOT / folder).rglob("*") if "node_modules" not in file.parts]
    written = [file.relative_to(ROOT) for file in files if file.suffix in PROGRAM]
    assert len(written) > 300
    named = [file for file in written if name.search((ROOT / file).read_text())]
    own = [file for file in named if any(name.match(part) for part in file.parts)]
    shared = sorted(map(str, set(named) - set(own)))
    assert own
    assert len(shared) <= MOST_SHARED, shared
