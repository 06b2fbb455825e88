"""F1: five lines on the page, its keys, the words of the program, in a window beside the work.

`contents.py` says what belongs to a page, `screen.py` shows it. Imports widgets, theme, words and keys.
"""
