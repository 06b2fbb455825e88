"""S14, settings: of the program on this computer, and of the base for who may change them. Imports widgets, theme,
desk and core.

`presenter.py` holds the `Program` protocol that `desktop/bootstrap.py` fulfils.
"""
