"""The commands of `songjiao`. Heavy modules are imported where they are used, so that each command starts quickly."""
