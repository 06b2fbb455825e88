"""Studies of the model on a folder that `opuntia evaluate` reads; no part of the test suite.

`.venv/bin/python -m tests.studies DIR [NAME …]`: see `tests/studies/__main__.py`.
"""
