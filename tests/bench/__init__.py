"""Measurements of the heavy paths, run by `./dev bench`; no part of the test suite."""
