"""What somebody typed into a form, read as the services want it."""

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from starlette.datastructures import FormData, UploadFile

from services.portal.frame import formats
from services.portal.frame.words import N_

FILL_IN = N_("请填写这一项。")
CHOOSE = N_("请选择这一项。")
# No page of ours sends it: one that was kept too long, a program's, or somebody's own writing in the address bar.
NOT_OURS = N_("这一项不是页面上给出的，请刷新页面后再试。")

_NUMBER = re.compile(r"[0-9]{1,9}")
_ID = re.compile(r"[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}")


class FieldError(Exception):
    """A field cannot be sent as it was typed; `words` is a key of the catalogue."""

    def __init__(self, field: str, words: str) -> None:
        super().__init__(field)
        self.faults = {field: words}
        self.words = words


class GapsError(FieldError):
    """A step cannot be left while these of its fields are empty: by name, with words that are keys of the catalogue."""

    def __init__(self, faults: Mapping[str, str]) -> None:
        super().__init__(next(iter(faults)), N_("请先补全下面标出的必填项，已填写的内容都在。"))
        self.faults = dict(faults)


class Typed(Mapping[str, str]):
    """What somebody typed. A field that was not sent is empty; `in` says whether it was."""

    def __init__(self, form: FormData | Iterable[tuple[str, UploadFile | str]] = ()) -> None:
        self._fields = list(form.multi_items() if isinstance(form, FormData) else form)

    def fields(self) -> list[tuple[str, UploadFile | str]]:
        """All of them, in the order of the form."""
        return list(self._fields)

    def __getitem__(self, name: str) -> str:
        """The first value of a field, as typed."""
        return str(self.get(name, ""))

    def __contains__(self, name: object) -> bool:
        """Whether the field was sent."""
        return any(name == sent for sent, _ in self._fields)

    def __iter__(self) -> Iterator[str]:
        """The names of the fields, each once."""
        return iter(dict.fromkeys(name for name, value in self._fields if isinstance(value, str)))

    def __len__(self) -> int:
        """How many fields there are."""
        return sum(1 for _ in self)

    def get(self, name: str, default: Any = None) -> Any:
        """As typed, or `default` where the field was not sent."""
        return next(iter(self.all(name)), default)

    def all(self, name: str) -> list[str]:
        """All values of a repeated field."""
        return [value for sent, value in self._fields if sent == name and isinstance(value, str)]

    def keep(self, name: str, value: str) -> None:
        """One more value that comes back with the form: a file handed in meanwhile."""
        self._fields.append((name, value))

    def chosen(self, name: str) -> list[UploadFile]:
        """The files chosen in a field; a form sent without choosing carries an empty one."""
        return [each for sent, each in self._fields if sent == name and isinstance(each, UploadFile) and each.filename]

    def moment(self, name: str) -> str:
        """A date with its time, in UTC; what is none is sent as it is, and the service says so beside the field."""
        try:
            return formats.from_input(self[name])
        except ValueError:
            return self[name]

    def number(self, name: str) -> int:
        """A number the page itself wrote; raises FieldError for anything else."""
        if not _NUMBER.fullmatch(self[name]):
            raise FieldError(name, NOT_OURS)
        return int(self[name])

    def id(self, name: str) -> str:
        """An id the page offered, empty where none was chosen; raises FieldError for anything else."""
        return next(iter(self.ids(name)), "")

    def ids(self, name: str) -> list[str]:
        """All ids of a repeated field; raises FieldError where one of them is none."""
        found = self.all(name)
        if not all(not each or _ID.fullmatch(each) for each in found):
            raise FieldError(name, NOT_OURS)
        return found

    def fen(self, name: str, field: str, words: str) -> int | None:
        """Money in integer fen, None where the field is empty; raises FieldError with `words` about the service's `field`."""
        try:
            return formats.fen_of(self[name]) if self[name].strip() else None
        except ValueError as error:
            raise FieldError(field, words) from error
