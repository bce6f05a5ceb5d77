"""The page of a case, whatever its kind: its material, its path, its log."""
