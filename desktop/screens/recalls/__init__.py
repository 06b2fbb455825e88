"""Calling data back: which rows a partner is still to be told of, and its letter. Imports widgets, theme, desk, core.

Start reading in `presenter.py`.
"""
