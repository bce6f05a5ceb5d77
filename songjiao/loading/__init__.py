"""A city's organisations, people, offices and studios: read from files, checked as a whole, loaded through the public API."""
