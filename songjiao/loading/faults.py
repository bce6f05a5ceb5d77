"""What is wrong in files, told all at once, with the place where it is to be mended."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Fault:
    """One thing wrong in a file or sheet. `row` is its `place`."""

    file: str
    row: str
    field: str
    message: str

    def __str__(self) -> str:
        return f"{self.file} {self.row} {self.field}: {self.message}".replace("  ", " ")


def place(file: str, index: int) -> str:
    """Where the row with this index, counted from nought, stands: a CSV file's line, with the header's; a list's entry."""
    return line(index + 2) if file.endswith(".csv") else entry(index + 1)


def line(number: int) -> str:
    """A row of a table, as spreadsheets number it."""
    return f"第{number}行 (row {number})"


def entry(number: int) -> str:
    """An entry of a list."""
    return f"第{number}条 (entry {number})"


class FaultyError(Exception):
    """The files cannot be loaded; `faults` says why, all at once."""

    def __init__(self, faults: list[Fault]) -> None:
        self.faults = faults
        super().__init__("\n".join(map(str, faults)))
