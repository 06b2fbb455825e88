"""Sealed packages as tests need them."""

from datetime import UTC, date, datetime, timedelta

from core.delivery.sealed_package import LEADS, WORKBOOK, leads_json, seal_package
from core.delivery.workbook import leads_workbook
from core.domain.journal import AuditHead
from core.domain.manifest import ConsentNote, Manifest
from core.vault.sealing import new_identity, new_signing_key

IDENTITY, RECIPIENT = new_identity()
STRANGER, STRANGERS_KEY = new_identity()
PRIVATE, PUBLIC = new_signing_key()
MADE = datetime(2026, 11, 20, 9, tzinfo=UTC)
FIELDS, TITLES = ("full_name", "phone"), ("ФИО", "Телефон")
ROWS = (("Соколова Анна", "79123456789"), ("Ким Вера", "79123456780"))


def manifest(**changes: object) -> Manifest:
    """Of a package with two leads, made on the day MADE."""
    made = MADE.replace(tzinfo=None)
    values = {
        "id": "0123456789abcdef",
        "sender": "Автоград Вега",
        "sender_key": PUBLIC,
        "recipient": "Полис-Маяк",
        "recipient_key": RECIPIENT,
        "made_at": made,
        "expires_at": made + timedelta(days=30),
        "purpose": "offer",
        "fields": FIELDS,
        "leads": len(ROWS),
        "consents": (ConsentNote("С-1", date(2026, 11, 1), 2),),
        "journal": "7:abc",
        "files": {},
    }
    return Manifest(**(values | changes))  # type: ignore[arg-type]


def package(private: bytes = PRIVATE, **changes: object) -> bytes:
    """A package of two leads, sealed for the recipient of its manifest."""
    book = leads_workbook(FIELDS, ROWS, dict(zip(FIELDS, TITLES, strict=True)), "Лиды", journal=AuditHead(7, "abc"))
    return seal_package(manifest(**changes), {WORKBOOK: book, LEADS: leads_json(FIELDS, TITLES, ROWS)}, private)
