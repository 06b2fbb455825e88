"""Builders for tests: small bases, catalogues and tables."""
