"""What came back: answers to offers by keys, out of a partner's file, and the rows of such files that are not clear.

Imports widgets, theme, desk, core. Start reading in `presenter.py`.
"""
