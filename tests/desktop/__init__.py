"""Tests of the desktop storey; they draw offscreen."""
