"""S13, users."""
