"""S14, settings."""
