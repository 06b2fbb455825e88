"""The two encrypted stores of a base on one connection: records in, domain values out. The only place with SQLAlchemy.

    Name.opuntia/
      work.db      portraits, ownership, catalogue, scores, decisions, audit: no name, contact, document or free text
      people.db    identity, documents, consents, contents of packages, the audit's anchor; attached where the role
                   holds its key
      slots.json   core/vault/slots.py

May import `core.domain` and `core.vault`. Start reading in `store.py`; the records
are in `tables.py` and `people_tables.py`, backups in `backups.py` and the file of one in `backup_file.py`.
"""
