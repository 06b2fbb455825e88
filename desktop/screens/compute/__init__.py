"""S7, computing: who is scored, by which model, how far it is, what came of it. Imports widgets, theme, desk and core.

`presenter.py` decides and puts everything into one picture, `screen.py` shows it.
"""
