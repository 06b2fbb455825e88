"""The versions of the model: what each has learned from, how it does beside the one in use, which one is in use.
Imports widgets, theme, desk and core.

`presenter.py` decides, `spoken.py` puts versions into words, `screen.py` shows them.
"""
