"""The parts that screens are laid out with. They know the theme and nothing of clients, bases or presenters.

Start with `page.py` (what every screen stands on), `frames.py` (rows, columns, blocks), `rows.py` (lists and grids).
"""
