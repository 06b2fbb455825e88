"""Backups of the open base: when the last was made, where they lie, made and verified by hand. Imports widgets, theme,
desk and core.

Restoring is a way in of its own: `desktop/screens/restore`.
"""
