"""One's own keys: another password, the recovery sheet; also as ways in, before anything else can be reached.

`presenter.py` decides, `parts.py` are the form and the sheet, `screen.py` is the page, `doors.py` are the ways in,
`paper.py` is the sheet on paper. Imports widgets, theme, words and the desk.
"""
