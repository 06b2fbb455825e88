"""S1, the way into a base: user, password, Enter. Imports widgets, theme, words and the door."""
