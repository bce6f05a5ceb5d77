"""Pure rules of the directory: no framework, no database, no clock."""
