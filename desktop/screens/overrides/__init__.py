"""What people decided against the numbers: clients that another partner got, and what was not offered, each with
why. Imports widgets, theme, desk, core.

Start reading in presenter.py.
"""
