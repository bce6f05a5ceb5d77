"""One word for each thing, in pages, problems and sheets: what people were confused by does not come back."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
SOURCES = ("casework", "chassis", "contracts", "services", "songjiao", "workflows")
CHINESE = re.compile(r"[\u4e00-\u9fff]")
# What is not said, and what is said instead.
INSTEAD = {
    "案件": "申请事项",
    "个案": "申请事项",
    "任务": "事项",
    "本件": "该事项",
    "认领": "领取",
    "签收": "领取",
    "招募": "招收",
    "招生": "招收",
    "轮次": "批次",
    "本轮": "本批次",
    "这一轮": "这个批次",
    "下一轮": "下一批次",
    "另一轮": "其他批次",
    "初审": "县名师办审核",
    "复审": "市名师办审核",
    "县级审核": "县名师办审核",
    "市级审核": "市名师办审核",
    "县办审核": "县名师办审核",
    "未予推荐": "不予推荐",
    "未推荐": "不予推荐",
    "审批失败": "办理失败",
    "操作失败": "办理失败",
    "未达到最低人数": "未达标",
    "递交": "提交",
    "非必填": "选填",
}
# What people of the demonstration write, as they please.
THEIRS = ("scenarios.yaml", "texts.yaml")
# Said of something else: a base school's own duty.
MEANT = re.compile("设站任务")


def said_in_code(path: Path) -> Iterator[tuple[int, str]]:
    """Every Chinese text of a module that is no docstring."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    described = {
        id(node.body[0].value)
        for node in ast.walk(tree)
        if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef)
        and node.body
        and isinstance(node.body[0], ast.Expr)
    }
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in described:
            yield node.lineno, node.value


def said_in_lines(path: Path) -> Iterator[tuple[int, str]]:
    """Every line that is no remark."""
    text = path.read_text(encoding="utf-8")
    without = re.sub(r"\{#.*?#\}", lambda found: "\n" * found[0].count("\n"), text, flags=re.DOTALL)
    for number, line in enumerate(without.splitlines(), 1):
        yield number, line.partition(" # ")[0] if path.suffix in (".yaml", ".yml") else line


def said() -> Iterator[tuple[str, str]]:
    for folder in SOURCES:
        for path in sorted((ROOT / folder).rglob("*")):
            if {"node_modules", *THEIRS} & {*path.parts, path.name} or path.suffix not in (
                ".py",
                ".html",
                ".po",
                ".yaml",
                ".js",
            ):
                continue
            lines = said_in_code(path) if path.suffix == ".py" else said_in_lines(path)
            for number, text in lines:
                if CHINESE.search(text):
                    yield f"{path.relative_to(ROOT)}:{number}", text


@pytest.mark.parametrize("word", INSTEAD)
def test_one_word_for_each_thing(word: str) -> None:
    found = [f"{where}: {text.strip()}" for where, text in SAID if word in MEANT.sub("", text)]
    assert found == [], f"say {INSTEAD[word]}"


SAID = list(said())


def test_there_is_something_to_look_at() -> None:
    assert len(SAID) > 1500
