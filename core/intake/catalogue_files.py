"""The group's catalogue in whichever form it comes."""

from pathlib import Path

from core.domain.catalogue import CatalogueDraft
from core.domain.client import ClientType
from core.intake.catalogue_workbook import read_workbook
from core.intake.service_list import read_service_list


def read_catalogue_file(path: Path, client_type: ClientType | None = None) -> CatalogueDraft:
    """Read the matrix workbook, or a service list (.txt). `client_type` is for lists that do not name it.

    Raises FileMissing, UnreadableFile, PasswordProtected, NotACatalogue, NeedsClientType, EmptyTable.
    """
    return read_service_list(path, client_type) if path.suffix.casefold() == ".txt" else read_workbook(path)
