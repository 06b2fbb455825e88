"""The two encrypted stores, tested on real files in a temporary folder."""
