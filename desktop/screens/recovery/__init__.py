"""S1, the way in by the recovery sheet: its groups, a new password. Imports widgets, theme, words and the door."""
