"""S3, the next step in one click: what waits, the week, the last actions with their undo.

Imports widgets, theme, words and the desk. `steps.py` and `actions.py` find what there is to say, `presenter.py` what
follows, `cards.py` and `screen.py` show it.
"""
