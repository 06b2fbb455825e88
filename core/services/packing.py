"""The content of a package: for a partner with a key sealed for that key, for any other a workbook under a password."""

import hashlib
import secrets
from collections import Counter
from datetime import timedelta

from core.delivery.sealed_package import leads_json, seal_package
from core.delivery.workbook import leads_workbook
from core.domain.consent import PURPOSE_OFFER
from core.domain.manifest import DAYS_VALID, ID_BYTES, ConsentNote, Manifest
from core.services.gate import Gate, Sheet
from core.services.session import SIGNING_KEY, Deed
from core.storage.packages import NewPackage
from core.vault.passwords import generate_password
from core.vault.sealing import seal_workbook


def packed(deed: Deed, gate: Gate, sheet: Sheet, name: str) -> NewPackage:
    """A package, not registered yet, with just these cells; `name` is that of the workbook's sheet."""
    titles = dict(zip(sheet.fields, sheet.titles, strict=True))
    workbook = leads_workbook(sheet.fields, sheet.rows, titles, name, journal=deed.work.audit.head())
    partner = gate.partner(sheet.leads[0])
    key = deed.work.partner_keys.everything().get(partner)
    if key is None:
        recipient, password = None, generate_password()
        file_name, content = f"opuntia-{secrets.token_hex(6)}.xlsx", seal_workbook(workbook, password)
    else:
        recipient, password = key.recipient, ""
        manifest = _manifest(deed, gate, sheet, recipient)
        leads, private = leads_json(sheet.fields, sheet.titles, sheet.rows), deed.work.accounts.secret(SIGNING_KEY)
        file_name, content = f"opuntia-{manifest.id}.age", seal_package(manifest, workbook, leads, private)
    return NewPackage(
        company_id=partner,
        file_name=file_name,
        fields=sheet.fields,
        leads=len(sheet.leads),
        digest=hashlib.sha256(content).hexdigest(),
        content=content,
        password=password,
        recipient=recipient,
        lead_ids=tuple(one.id for one in sheet.leads),
    )


def _manifest(deed: Deed, gate: Gate, sheet: Sheet, recipient: str) -> Manifest:
    partner = gate.partner(sheet.leads[0])
    papers = gate.papers(partner, sheet.leads)
    signed = Counter((papers[one.client_id].number, papers[one.client_id].signed_on) for one in sheet.leads)
    return Manifest(
        id=secrets.token_hex(ID_BYTES),
        sender=gate.catalogue.own_company.name,
        sender_key=bytes.fromhex(deed.work.accounts.facts()[SIGNING_KEY]),
        recipient=gate.catalogue.companies[partner].name,
        recipient_key=recipient,
        made_at=deed.at,
        expires_at=deed.at + timedelta(days=DAYS_VALID),
        purpose=PURPOSE_OFFER,
        fields=sheet.fields,
        leads=len(sheet.leads),
        consents=tuple(ConsentNote(number, day, leads) for (number, day), leads in sorted(signed.items())),
        journal=str(deed.work.audit.head()),
        files={},
    )
