"""Keys, passwords and sealing, tested with hostile files."""
