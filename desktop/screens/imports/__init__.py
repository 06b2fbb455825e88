"""S6, the import: a file, its columns, its problems, the consent, the clients in the base.

Imports widgets, theme, words, keys and the desk; of the core services, domain and intake. Start with `presenter.py`,
which knows no Qt, nor do `listing`, `reading`, `matching`, `findings` and `consenting`; `screen.py` holds the steps.
"""
