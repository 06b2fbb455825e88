"""One's own keys."""
