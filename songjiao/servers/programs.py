"""Where the programs are that wheels bring along."""

import shutil
import sys
from pathlib import Path

from songjiao.servers.child import ServerFailedError


def program(name: str) -> str:
    """A program that a wheel has put beside the interpreter. Raises ServerFailedError."""
    found = shutil.which(name, path=str(Path(sys.executable).parent)) or shutil.which(name)
    if found is None:
        raise ServerFailedError(f"`{name}` is missing: install the extra `embedded`")
    return found
