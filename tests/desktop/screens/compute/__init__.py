"""S7, computing."""
