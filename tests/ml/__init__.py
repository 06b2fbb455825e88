"""Tests of the mathematics. Data are built by `build.py`: tiny literals for sums by hand, drawn ones for invariants."""
