"""About the program: version, licence, the libraries in it with their licences. Imports widgets, theme, desk.

`libraries.py` reads the metadata of what is installed, `presenter.py` turns it into words.
"""
