"""Rules every template keeps."""

import json
import re
from pathlib import Path

import pytest
from fastapi import FastAPI

from services.portal import pages
from services.portal.cases.words import URGENCIES
from services.portal.frame.rendering import HERE
from services.portal.frame.words import Pill

TEMPLATES = sorted((HERE / "templates").rglob("*.html"))
LONGEST = 80


@pytest.mark.parametrize("template", TEMPLATES, ids=lambda path: str(path.relative_to(HERE / "templates")))
def test_a_template_is_short_and_keeps_the_content_policy(template: Path) -> None:
    text = template.read_text()
    assert text.count("\n") <= LONGEST
    assert not re.search(r"<script(?![^>]*\ssrc=)|\sstyle=|\son[a-z]+=\"|javascript:", text)
    assert "https://" not in text
    assert "http://" not in text


@pytest.mark.parametrize("template", TEMPLATES, ids=lambda path: str(path.relative_to(HERE / "templates")))
def test_a_form_that_changes_something_carries_its_token(template: Path) -> None:
    forms = re.findall(r"<form[^>]*method=\"post\".*?</form>", template.read_text(), re.DOTALL)
    assert all("form_token" in form or "token }}" in form for form in forms)


def test_every_template_compiles(app: FastAPI) -> None:
    environment = app.state.pages._environments["en"]
    for name in environment.list_templates():
        environment.get_template(name)


def test_every_icon_named_is_in_the_sprite() -> None:
    known = set(json.loads((HERE / "frontend" / "icons.json").read_text()))
    sources = "\n".join(path.read_text() for path in [*TEMPLATES, *HERE.rglob("*.py")])
    named = set(re.findall(r"icon\(\"([a-z-]+)\"\)|icon_name=\"([a-z-]+)\"", sources))
    areas = vars(pages.words()).values()
    states = [each for area in areas for each in vars(area).values() if isinstance(each, dict)]
    pills = {pill for each in [*states, URGENCIES] for pill in each.values() if isinstance(pill, Pill)}
    assert {one or other for one, other in named} | {pill.icon for pill in pills} <= known
