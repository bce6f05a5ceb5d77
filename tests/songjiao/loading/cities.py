"""A small city as files hold it, and the command that reads them."""

import os
import subprocess
import sys
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from openpyxl import Workbook

from songjiao.loading.faults import FaultyError
from songjiao.loading.reading import read_city

Row = dict[str, Any]

Content = dict[str, list[Row]]


def content() -> Content:
    """A small city without a fault."""
    return {
        "县": [
            {"代码": 330328, "名称": "文成县", "列入日期": date(2021, 10, 29), "退出日期": None},
            {"代码": "330326", "名称": "平阳县", "列入日期": "2021年10月29日", "退出日期": "2024/8/31"},
            {"代码": "330302", "名称": "鹿城区"},
        ],
        "学校": [
            {"代码": "wc-p01", "名称": "文成县云溪实验小学", "县区": "330328", "学段": "小学"},
            {"代码": "py-p01", "名称": "平阳县鳌江小学", "县区": "330326", "学段": "学前、小学"},
            {"代码": "lc-p01", "名称": "鹿城区江滨实验小学", "县区": 330302.0, "学段": "小学，初中"},
        ],
        "人员": [
            {"登录名": "linxiaolan", "姓名": "林晓岚", "手机": 19000000001, "学校": "lc-p01"},
            {"登录名": "qian", "姓名": "钱校长", "手机": "１９００００００００２", "学校": "wc-p01"},
            {"登录名": "sun", "姓名": "孙县办", "手机": None, "学校": None},
            {"登录名": "zhou@edu.example", "姓名": "周市办"},
            {"登录名": "Chen.Fang", "姓名": "陈·𠮷芳", "手机": "19000000005", "学校": "wc-p01"},
        ],
        "任职": [
            {"登录名": "qian", "职务": "学员所在学校", "范围": "wc-p01", "起": date(2021, 11, 1)},
            {"登录名": "qian", "职务": "base_school", "范围": "wc-p01", "止": "2023-10-31"},
            {"登录名": "sun", "职务": "县名师办", "范围": 330328},
            {"登录名": "ZHOU@edu.example", "职务": "市名师办", "范围": "市", "名称": "温州市名师办"},
        ],
        "工作室": [
            {
                "代码": "wc01", "下沉县": "330328", "学段": "小学", "类别": "教师", "学科": "语文", "主持人": "linxiaolan",
                "主持人称号": "温州市名教师、省教坛新秀", "设站学校": "wc-p01", "人数上限": 20,
            },
        ],
    }  # fmt: skip


def save(file: Path, given: Content) -> Path:
    """Write it as a workbook."""
    book = Workbook()
    book.remove(book.active)  # type: ignore[arg-type]
    for name, rows in given.items():
        sheet = book.create_sheet(name)
        header = list(dict.fromkeys(field for row in rows for field in row))
        sheet.append(header)
        for row in rows:
            sheet.append([row.get(field) for field in header])
    book.save(file)
    return file


def faults(file: Path) -> list[str]:
    """What is told of a file that is refused."""
    with pytest.raises(FaultyError) as refused:
        read_city(file)
    return [str(fault) for fault in refused.value.faults]


def command(*arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    """The real command line."""
    return subprocess.run(
        [sys.executable, "-m", "songjiao.cli", *arguments], capture_output=True, text=True, check=False,
        env=os.environ | environment, timeout=120,
    )  # fmt: skip
