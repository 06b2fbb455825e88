"""Partners and services: companies, what they sell, and loading a catalogue. Imports widgets, theme, desk and core.

`presenter.py` decides, `table_model.py` holds the rows of both grids, `delegate.py` paints them.
"""
