"""Whether everything that speaks of a case says the same: log, row, tasks, events, signatures, and the daily seals."""
