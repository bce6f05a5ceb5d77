"""The routes of a room are found, however deep they lie, and a place never takes a fixed word's turn."""

import sys
from pathlib import Path

import httpx2
import pytest
from fastapi import FastAPI

from chassis.web.routes import routes_of

ONE = """
from fastapi import APIRouter
router = APIRouter()
@router.get("/studios/{studio_id}")
def one(studio_id: str) -> str: return "one"
@router.get("/studios/{studio_id}/window")
def window(studio_id: str) -> str: return "window"
"""
COUNTS = """
from fastapi import APIRouter
router = APIRouter()
@router.get("/studios/counts")
def counts() -> str: return "counts"
"""
FILES = {"__init__": "", "a_studio": ONE, "parts": "", "within/__init__": "", "within/counts": COUNTS}


async def test_all_of_a_room_fixed_words_first(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "room_of_routes" / "within").mkdir(parents=True)
    for file, text in FILES.items():
        (tmp_path / "room_of_routes" / f"{file}.py").write_text(text)
    monkeypatch.syspath_prepend(tmp_path)
    app = FastAPI(routes=routes_of("room_of_routes"))
    for name in [name for name in sys.modules if name.startswith("room_of_routes")]:
        monkeypatch.delitem(sys.modules, name)
    async with httpx2.AsyncClient(transport=httpx2.ASGITransport(app), base_url="http://service") as client:
        said = [(await client.get(path)).json() for path in ("/studios/counts", "/studios/7", "/studios/7/window")]
    assert said == ["counts", "one", "window"]
