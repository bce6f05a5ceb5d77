"""How far a load is, as bars."""

from collections.abc import Callable, Mapping

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

type Report = Callable[[str, int, int], None]


def bars(console: Console) -> Progress:
    """One line a part."""
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    return Progress(*columns, console=console)


def reporter(shown: Progress, parts: Mapping[str, str]) -> Report:
    """Shows a part once something is told of it."""
    tasks = {part: shown.add_task(text, visible=False, start=False) for part, text in parts.items()}

    def report(part: str, done: int, total: int) -> None:
        task = tasks[part]
        shown.start_task(task)
        shown.update(task, completed=done, total=total, visible=True)

    return report
