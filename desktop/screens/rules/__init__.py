"""S13, thresholds and rules: every setting of the base with what it does, changed in stages. Imports widgets, theme,
desk and core.

`presenter.py` decides, `fields.py` says each rule in words, `screen.py` lays out. The trial of the model is
`desktop/trial.py`.
"""
