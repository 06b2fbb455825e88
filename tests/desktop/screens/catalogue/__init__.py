"""Partners and services."""
