"""S2, the first pages: look at the sample, make a base, open one. Imports widgets, theme, words and the door."""
