"""What counties and schools are made of."""

SCHOOL_LEVELS = ("学前", "小学", "初中", "高中", "职教", "特教")
"""The levels of schooling (学段) [D]."""
