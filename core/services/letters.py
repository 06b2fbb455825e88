"""The letter that carries a package: its words are the same for every package, and name nobody."""

from contextlib import suppress
from pathlib import Path
from typing import Final

from core.delivery.mail import draft
from core.domain.errors import FolderUnwritable
from core.domain.fallen import Fallen
from core.domain.mailing import Letter
from core.domain.rights import UseCase
from core.services.leaving import cleared
from core.services.sending import CHANGED, refuse_queued, refuse_sent
from core.services.session import Done, Session
from core.services.wording import Language, say
from core.storage.packages import StoredPackage
from core.vault.files import write_whole

DRAFT: Final = ".eml"


def package_letter(  # noqa: PLR0913, PLR0917
    package: StoredPackage, content: bytes, recipient: str, message_id: str, company: str, language: Language
) -> Letter:
    """The letter with this package; `company` sends it."""
    told = "text_sealed" if package.recipient is not None else "text_password"
    return Letter(
        message_id=message_id,
        recipient=recipient,
        subject=say(language, "letters", "subject", number=Path(package.file_name).stem.removeprefix("opuntia-")),
        text=say(language, "letters", told, company=company),
        file_name=package.file_name,
        content=content,
    )


def save_draft_letter(session: Session, package_id: int, folder: Path, language: Language) -> Done[Path | Fallen]:
    """Write a letter with the package into `folder`, which a mail program opens as one to be sent: for the address of
    the partner's card where that is confirmed. The gate is asked as when a package is saved: one that may not
    leave any more is dissolved, and this says by what.

    Raises UnknownRecord, StageForbidden (it was sent), InOutbox, FolderUnwritable.
    """
    with session.doing(UseCase.SEND) as deed:
        package = deed.work.packages.one(package_id)
        refuse_queued(deed.work, package_id)
        refuse_sent(deed.work, package_id)
        allowed = cleared(deed, session.today(), package)
        address = deed.work.partner_addresses.everything().get(package.company_id)
    file = folder / Path(package.file_name).with_suffix(DRAFT).name
    if isinstance(allowed, Fallen):
        with suppress(OSError):  # written before, never sent: it must not leave by hand either
            file.unlink(missing_ok=True)
        return Done(allowed, CHANGED)
    recipient = address.address if address is not None and address.confirmed_at is not None else ""
    letter = package_letter(package, allowed[1], recipient, "", session.company, language)
    try:
        folder.mkdir(parents=True, exist_ok=True)
        write_whole(file, draft(letter))
    except OSError:
        raise FolderUnwritable from None
    with session.doing(UseCase.SEND) as deed:
        deed.work.packages.mark_saved([package_id])
        deed.details |= {"saved": package_id}
    return Done(file, CHANGED)
