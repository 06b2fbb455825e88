"""The only place that reads foreign tables: sniff, recognise headers, clean, check. All is hostile until read.

A file gives a `Table` (or a `KnownError`, nothing else), headers give a `Mapping`, both give clean `ClientRow`s with
the problems of single cells. Catalogues come from the matrix workbook or a service list; product texts find services.
May import `core.domain`, `core.vault` (to open workbooks under a password), `resources` (as data), the standard
library, `python_calamine` (in `workbooks.py` only), `phonenumbers` (in `phones.py` only) and `psutil` (in `apart.py`
only).

Start reading in `tables.py`: bytes become grids (`workbooks.py`, `web_tables.py`, `delimited.py`), grids find their
header (`header_rows.py`). `apart.py` does it in a child. Then `mapping.py` and `cleaning.py`.
"""
