"""What the directory can be asked to do: one function per use case; none commits but those that say so."""

from services.directory.commands.account.administrator import ensure_administrator

__all__ = ["ensure_administrator"]
