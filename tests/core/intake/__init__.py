"""Intake, tested through files that the tests write themselves."""
