"""S8, the review: threshold, queue, card, decision. Imports widgets, theme, words, desk, keys and core.

`presenter.py` decides; `lineup.py`, `tally.py`, `ahead.py` and `sitting.py` are what it counts with, the `*_text.py`
turn records into sentences: all plain Python. `screen.py` lays out the rest.
"""
