"""Tests: core/, ml/ and desktop/ mirror the sources; bench/ measures the heavy paths (`./dev bench`)."""
