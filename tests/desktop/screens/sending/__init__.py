"""Tests of what leaves for partners."""
