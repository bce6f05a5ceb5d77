"""The variables of the installation that runs here, so that other commands find it without being told."""

import json
import os
from collections.abc import Mapping
from pathlib import Path

ROOT = Path(".songjiao")
FILE = "environment.json"


def remember(root: Path, variables: Mapping[str, str]) -> None:
    """Write the variables down for their owner alone: they hold the databases' passwords."""
    draft = root / f"{FILE}.new"
    with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w", encoding="utf-8") as file:
        json.dump(dict(variables), file, indent=2)
    draft.replace(root / FILE)


def recall(root: Path = ROOT) -> None:
    """Add to the environment what `songjiao up` last wrote down here; what is set already stays."""
    file = root / FILE
    if file.exists() and "DATABASE_URL" not in os.environ:
        os.environ.update(json.loads(file.read_text(encoding="utf-8")) | dict(os.environ))
