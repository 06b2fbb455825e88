"""The records of the `people` store, attached to the connection where the role holds its key."""

from sqlalchemy import JSON, Boolean, Column, Date, DateTime, Float, Integer, LargeBinary, String, Table

from core.storage.tables import metadata

PEOPLE = "people"

person = Table(
    "person",
    metadata,
    Column("client_id", Integer, primary_key=True),
    Column("surname", String, nullable=False),
    Column("name", String, nullable=False),
    Column("patronymic", String, nullable=False),
    Column("organisation", String, nullable=False),
    Column("inn", String, nullable=False),
    Column("birth_date", Date),
    Column("phone", String, nullable=False),
    Column("email", String, nullable=False),
    Column("details", JSON, nullable=False),
    schema=PEOPLE,
)

document = Table(
    "document",
    metadata,
    Column("client_id", Integer, primary_key=True),
    Column("kind", String, primary_key=True),
    Column("series", String, nullable=False),
    Column("number", String, nullable=False),
    Column("issued_on", Date),
    Column("issued_by", String, nullable=False),
    Column("code", String, nullable=False),
    schema=PEOPLE,
)

person_key = Table(
    "person_key",
    metadata,
    Column("key", String, primary_key=True),
    Column("client_id", Integer, primary_key=True, index=True),
    schema=PEOPLE,
)
"""What a person is recognised by: core/domain/sameness.py."""

consent_document = Table(
    "consent_document",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("number", String, nullable=False),
    Column("signed_on", Date, nullable=False),
    Column("recipients", JSON, nullable=False),
    Column("purpose", String, nullable=False),
    Column("valid_until", Date),
    schema=PEOPLE,
)

consent = Table(
    "consent",
    metadata,
    Column("client_id", Integer, primary_key=True),
    Column("document_id", Integer, primary_key=True),
    Column("withdrawn_on", Date),
    schema=PEOPLE,
)

consent_paper = Table(
    "consent_paper",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("document_id", Integer, nullable=False, index=True),
    Column("name", String, nullable=False),
    Column("content", LargeBinary, nullable=False),
    Column("user_id", Integer, nullable=False),
    Column("at", DateTime, nullable=False),
    schema=PEOPLE,
    sqlite_autoincrement=True,
)
"""A document of consent as a file, such as its scan, with the name that the file had."""

synonym = Table(
    "synonym",
    metadata,
    Column("key", String, primary_key=True),
    Column("phrase", String, nullable=False),
    schema=PEOPLE,
)
"""What texts of tables stand for: learnt from such texts, so it stays beside them."""

unknown_product = Table(
    "unknown_product",
    metadata,
    Column("key", String, primary_key=True),
    Column("text", String, nullable=False),
    Column("rows", Integer, nullable=False),
    schema=PEOPLE,
)
"""Product texts that no service fits. Free text of a table may hold anything, so it stays in `people`."""

table_import = Table(
    "table_import",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("user_id", Integer, nullable=False),
    Column("changed_at", DateTime, nullable=False),
    Column("state", String, nullable=False),
    Column("path", String, nullable=False),
    Column("draft", JSON, nullable=False),
    Column("report", JSON, nullable=False),
    Column("made", JSON, nullable=False, server_default="{}"),
    schema=PEOPLE,
    sqlite_autoincrement=True,
)
"""Imports of tables, from their draft to their report. A file's name may name people, so it stays in `people`. `made`
is what an import left beside its clients, so that it can be undone.
"""

import_change = Table(
    "import_change",
    metadata,
    Column("import_id", Integer, primary_key=True),
    Column("client_id", Integer, primary_key=True, index=True),
    Column("before", JSON(none_as_null=True)),
    Column("after", String, nullable=False),
    schema=PEOPLE,
)
"""A client that an import added (`before` is empty) or changed: all its records before, and a digest of those after."""

merge = Table(
    "merge",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("client_id", Integer, nullable=False, index=True),
    Column("import_id", Integer),
    Column("row", Integer),
    Column("before", JSON, nullable=False),
    Column("content", JSON, nullable=False),
    Column("evidence", JSON, nullable=False),
    Column("user_id", Integer, nullable=False),
    Column("at", DateTime, nullable=False),
    Column("other_id", Integer, index=True),
    Column("split_at", DateTime),
    schema=PEOPLE,
)
"""What became one with a client: a row of a table or another client, as it was (`content`), and the client `before`.
`other_id` is that other client, or the one that was made of the row when they were taken apart again, at `split_at`.
"""

pair = Table(
    "pair",
    metadata,
    Column("client_id", Integer, primary_key=True),
    Column("other_id", Integer, primary_key=True, index=True),
    Column("import_id", Integer),
    Column("weight", Float, nullable=False),
    Column("evidence", JSON, nullable=False),
    Column("state", String, nullable=False),
    Column("user_id", Integer, nullable=False),
    Column("at", DateTime, nullable=False),
    schema=PEOPLE,
)
"""Two clients that may be one person: nobody has settled it yet, or they are two."""

saved_mapping = Table(
    "saved_mapping",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("signature", String, nullable=False, unique=True),
    Column("name", String, nullable=False, unique=True),
    Column("headers", JSON, nullable=False),
    Column("columns", JSON, nullable=False),
    Column("consent", String),
    Column("policy", JSON, nullable=False),
    Column("user_id", Integer, nullable=False),
    Column("changed_at", DateTime, nullable=False),
    schema=PEOPLE,
)
"""What the columns of tables with these headers mean, for everybody who imports into the base."""

saved_view = Table(
    "saved_view",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("name", String, nullable=False),
    Column("content", JSON, nullable=False),
    Column("user_id", Integer, nullable=False, index=True),
    Column("shared", Boolean, nullable=False),
    Column("removed", Boolean, nullable=False),
    schema=PEOPLE,
    sqlite_autoincrement=True,
)
"""What somebody wants to see in the list of clients again, for all where it is `shared`."""

seen_file = Table(
    "seen_file",
    metadata,
    Column("path", String, primary_key=True),
    Column("size", Integer, nullable=False),
    Column("changed", Float, nullable=False),
    schema=PEOPLE,
)
"""Files of the watched folder that became drafts, by size in bytes and time of their last change (POSIX seconds)."""

package_content = Table(
    "package_content",
    metadata,
    Column("package_id", Integer, primary_key=True),
    Column("content", LargeBinary, nullable=False),
    Column("password", String, nullable=False),
    schema=PEOPLE,
)

mail_account = Table(
    "mail_account",
    metadata,
    Column("user_id", Integer, primary_key=True),
    Column("host", String, nullable=False),
    Column("port", Integer, nullable=False),
    Column("security", String, nullable=False),
    Column("user", String, nullable=False),
    Column("address", String, nullable=False),
    Column("password", String, nullable=False),
    schema=PEOPLE,
)
"""From where each user's letters go out, with the password of the mail server."""

secret = Table(
    "secret",
    metadata,
    Column("name", String, primary_key=True),
    Column("value", LargeBinary, nullable=False),
    schema=PEOPLE,
)

key_holder = Table(
    "key_holder",
    metadata,
    Column("recipient", String, primary_key=True),
    Column("login", String, nullable=False),
    schema=PEOPLE,
)
"""Public keys to which a holder of the people key gave it; `login` is empty for the recovery sheet. The slots name them
too, but whoever has the work key alone could write another one there.
"""

tombstone = Table(
    "tombstone",
    metadata,
    Column("key", String, primary_key=True),
    Column("at", DateTime, nullable=False),
    schema=PEOPLE,
)
"""Who was erased, as codes: core/storage/tombstones.py."""

people_mark = Table(
    "mark",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("commits", Integer, nullable=False),
    Column("audit_id", Integer, nullable=False, server_default="0"),
    Column("audit_chain", String, nullable=False, server_default=""),
    schema=PEOPLE,
)
"""The twin of `mark`, and the anchor of the audit: who has the key of `work` alone cannot move it."""
