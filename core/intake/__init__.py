"""The only place that reads foreign tables: sniff, recognise headers, clean, check. All is hostile until read.

A file gives a `Table` (or a `KnownError`, nothing else), headers give a `Mapping`, both give clean `ClientRow`s with
the problems of single cells. Catalogues come from the matrix workbook or a service list; product texts find services.
May import `core.domain`, `resources` (as data), the standard library, `python_calamine` (in `workbooks.py` only) and
`phonenumbers` (in `phones.py` only). Start reading in `tables.py`, then `mapping.py` and `cleaning.py`.
"""
