"""Use cases, each through an open base on disk."""
