"""`python -m songjiao`, for processes that start others with their own interpreter."""

from songjiao.cli import main

main()
