"""A recruiting round: its studios, its places, and how it stands."""
