"""Tests of today's page."""
