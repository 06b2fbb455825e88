"""The journal: who did what and when, filtered, checked, taken along. Imports widgets, theme, desk and core.

Start reading in `presenter.py`.
"""
