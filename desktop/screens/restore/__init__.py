"""Restoring a base from a backup, with a base open or none; and the page of a base that does not open any more. Imports
widgets, theme, words, the door and core.

Start reading in `presenter.py`.
"""
