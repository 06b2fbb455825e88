"""The window in which packages are opened."""
