"""Journeys: the real program from the command line to the files it leaves."""
