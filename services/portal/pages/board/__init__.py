"""The county board (县域看板)."""
