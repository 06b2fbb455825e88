"""The only place that writes packages: which fields a partner may have, and the sealed workbook.

May import `core.domain` and `core.vault`. Start reading in `workbook.py`.
"""
