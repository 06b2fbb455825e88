"""Tests of the screens, a folder each."""
