"""What leaves the base as a workbook: which fields a partner may have, packages under a password, open tables.

May import `core.domain` and `core.vault`. Start reading in `workbook.py`.
"""
