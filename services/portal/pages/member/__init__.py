"""The register of members, and each of them."""
