"""What `songjiao up` shows: a line for each part as it becomes ready, then where to go."""

import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from rich.console import Console
from rich.table import Table


class Screen:
    """The terminal, or a plain log where there is none."""

    def __init__(self) -> None:
        self.console = Console(highlight=False)
        self._status = self.console.status("")
        self._under_way: list[str] = []

    @contextmanager
    def part(self, name: str) -> Iterator[None]:
        """Show that a part is being worked on, and how long that took. Parts may overlap."""
        began = time.monotonic()
        self._under_way.append(name)
        self._show()
        try:
            yield
        except BaseException:
            self.console.print(f"[red]✗[/] {name}")
            raise
        else:
            self.console.print(f"[green]✓[/] {name} [dim]{time.monotonic() - began:.1f} s[/]")
        finally:
            self._under_way.remove(name)
            self._show()

    def say(self, text: str) -> None:
        """One line."""
        self.console.print(text)

    def table(self, title: str, columns: tuple[str, ...], rows: Sequence[tuple[str, ...]]) -> None:
        """A small table."""
        table = Table(*columns, title=title, title_justify="left", title_style="bold")
        for row in rows:
            table.add_row(*row)
        self.console.print(table)

    def _show(self) -> None:
        if not self._under_way:
            self._status.stop()
            return
        self._status.update(" · ".join(self._under_way))
        self._status.start()
