"""The screens, one folder each: `screen.py` lays out, `presenter.py` decides (plain Python, without Qt).

Screens never import each other; `desktop/bootstrap.py` knows them all and connects what they ask for.
"""
