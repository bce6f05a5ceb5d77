"""Pure rules of enrollment: no database, no framework, no clock of its own."""
