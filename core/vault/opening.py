"""Opening workbooks that others have put under a password. In memory alone."""

import io

import msoffcrypto

from core.vault.sealing import NotOpened


def is_locked(content: bytes) -> bool:
    """Whether a workbook is encrypted; False also for what is none."""
    try:
        return bool(msoffcrypto.OfficeFile(io.BytesIO(content)).is_encrypted())
    except Exception:
        return False


def open_workbook(content: bytes, password: str) -> bytes:
    """The workbook (.xlsx, .xlsm, .xlsb, .xls) without its password. Raises NotOpened, which tells nothing of the
    contents.
    """
    plain = io.BytesIO()
    try:
        office = msoffcrypto.OfficeFile(io.BytesIO(content))
        if office.format == "ooxml":
            office.load_key(password=password, verify_password=True)
        else:
            office.load_key(password=password)
        office.decrypt(plain)
    except Exception:  # noqa: S110  (whatever a library says of a foreign file)
        pass
    else:
        return plain.getvalue()
    raise NotOpened
