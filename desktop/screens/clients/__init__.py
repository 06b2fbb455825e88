"""The clients: found, filtered, sorted, and what is done with several of them at once. Imports widgets, theme, desk and
core. Start reading in `presenter.py`.
"""
