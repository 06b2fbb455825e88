"""S9, what leaves for partners: leads ready to be packed, packages, what was sent, and the own company's tasks.

Imports widgets, theme, words and the desk. `presenter.py` decides, `shown.py` says what is shown, `screen.py` puts
the parts together: `ready.py` for the package that would be made, `lists.py` for the rest, `dialogs.py` for what asks.
"""
