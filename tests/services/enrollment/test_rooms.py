"""Whoever knows what a thing is about finds it in every room: the rooms use the same names and no others."""

from importlib.resources import files

AGGREGATES = {
    "application", "case", "development_plan", "disqualification", "known", "member", "recommendation", "round", "studio",
    "window",
}  # fmt: skip
COMMON: dict[str, set[str]] = {
    "domain": {"file", "guards", "problems", "sight", "text", "words"},
    "models": {"base"},
    "queries": {"sight"},
    "commands": set(),
    "api": {"parts", "workbook"},
}


def names(room: str) -> set[str]:
    there = (files("services.enrollment") / room).iterdir()
    return {entry.name.removesuffix(".py") for entry in there if not entry.name.startswith("__")}


def test_each_room_uses_the_same_names() -> None:
    for room, common in COMMON.items():
        assert names(room) - AGGREGATES == common, room
    assert names("models") >= AGGREGATES
