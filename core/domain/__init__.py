"""Frozen values and the rules of the business as pure functions.

May import the standard library only. Start reading in `catalogue.py` (what is sold) and `resolution.py` (who gets
the client).
"""
