"""The card of one client: who it is, what it has, is recommended, agreed to; what left, and who did what.

Start at `screen.py`. `presenter.py` decides what happens, `deeds.py` and `scans.py` what each button asks and does,
`fields.py` and `sections_text.py` put the card into words; `who.py`, `sections.py` and `forms.py` lay it out.
"""
