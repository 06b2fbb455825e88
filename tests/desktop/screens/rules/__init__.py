"""Thresholds and rules."""
