"""The content of a package: for a partner with a key sealed for that key, for any other a workbook under a password."""

import hashlib
import secrets
from collections import Counter

from core.delivery.form import form_workbook
from core.delivery.sealed_package import (
    ANSWERS,
    ANSWERS_FORM,
    LEADS,
    WORKBOOK,
    answers_json,
    leads_json,
    seal_package,
)
from core.delivery.workbook import CODE, leads_workbook
from core.domain.consent import PURPOSE_OFFER
from core.domain.manifest import ID_BYTES, ConsentNote, Manifest, expires
from core.domain.reply import new_code
from core.services.gate import Gate, Sheet
from core.services.reply_form import reply_form, reply_recipient
from core.services.session import SIGNING_KEY, Deed
from core.services.wording import Language, say
from core.storage.packages import NewPackage
from core.vault.passwords import generate_password
from core.vault.sealing import seal_workbook


def packed(deed: Deed, gate: Gate, sheet: Sheet, name: str, language: Language) -> NewPackage:
    """A package, not registered yet, with just these cells, a reply code beside them, and the form for answers; `name`
    is that of the workbook's sheet.
    """
    codes = tuple(new_code() for _ in sheet.leads)
    fields, titles = (*sheet.fields, CODE), (*sheet.titles, say(language, "reply", "code"))
    rows = tuple((*row, code) for row, code in zip(sheet.rows, codes, strict=True))
    services = tuple(gate.catalogue.services[one.service_id].name for one in sheet.leads)
    recipient = reply_recipient(deed)
    form = reply_form(language, codes, services, recipient)
    partner = gate.partner(sheet.leads[0])
    key = deed.work.partner_keys.everything().get(partner)
    workbook = leads_workbook(
        fields,
        rows,
        dict(zip(fields, titles, strict=True)),
        name,
        journal=deed.work.audit.head(),
        answers=form if key is None else None,
    )
    if key is None:
        password = generate_password()
        file_name, content = f"opuntia-{secrets.token_hex(6)}.xlsx", seal_workbook(workbook, password)
    else:
        password = ""
        manifest = _manifest(deed, gate, sheet, key.recipient, recipient)
        inside = {
            WORKBOOK: workbook,
            LEADS: leads_json(fields, titles, rows),
            ANSWERS_FORM: form_workbook(form),
            ANSWERS: answers_json(codes, services),
        }
        file_name = f"opuntia-{manifest.id}.age"
        content = seal_package(manifest, inside, deed.work.accounts.secret(SIGNING_KEY))
    return NewPackage(
        company_id=partner,
        file_name=file_name,
        fields=sheet.fields,
        leads=len(sheet.leads),
        digest=hashlib.sha256(content).hexdigest(),
        content=content,
        password=password,
        recipient=None if key is None else key.recipient,
        lead_ids=tuple(one.id for one in sheet.leads),
        codes={code: one.id for code, one in zip(codes, sheet.leads, strict=True)},
    )


def _manifest(deed: Deed, gate: Gate, sheet: Sheet, recipient: str, reply_key: str) -> Manifest:
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
        expires_at=expires(deed.at),
        purpose=PURPOSE_OFFER,
        fields=sheet.fields,
        leads=len(sheet.leads),
        consents=tuple(ConsentNote(number, day, leads) for (number, day), leads in sorted(signed.items())),
        journal=str(deed.work.audit.head()),
        files={},
        reply_key=reply_key,
    )
