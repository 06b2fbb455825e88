"""The way of restoring."""
