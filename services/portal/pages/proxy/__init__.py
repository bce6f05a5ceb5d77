"""Who acts for whom (委托)."""
