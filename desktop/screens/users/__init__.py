"""S13, who works in the base: users come, go, get another password, other roles, the people key.

`presenter.py` decides, `panel.py` shows one user, `screen.py` the page. Imports widgets, theme, words and the desk.
"""
