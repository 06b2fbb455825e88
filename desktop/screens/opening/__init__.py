"""Opening a sealed package, with a base or without: a window of its own. Imports widgets, theme, door, core.

Start reading in `presenter.py`.
"""
