"""What counties and schools are made of."""

from typing import Literal, get_args

SchoolLevel = Literal["学前", "小学", "初中", "高中", "职教", "特教"]
"""A level of schooling (学段) [D]."""

SCHOOL_LEVELS: tuple[SchoolLevel, ...] = get_args(SchoolLevel)
