"""Where backups go and what they are called; below the session, so that opening a base may make one."""

from datetime import datetime
from pathlib import Path
from typing import Final

from core.domain.backup import Backup, Reason
from core.services.wording import LANGUAGES, Language, say
from core.storage.backups import make_copy
from core.storage.location import resolved
from core.storage.store import Store

BASE_SUFFIX: Final = ".opuntia"


def backups_folder(base: Path, language: Language = "ru") -> Path:
    """Where the backups of a base go unless somebody says otherwise: a folder beside it, named in this language where
    none is there that is named in another.
    """
    beside = resolved(base).parent
    names = [say(one, "backups", "folder") for one in (language, *LANGUAGES)]
    return next((beside / name for name in names if (beside / name).is_dir()), beside / names[0])


def base_name(base: Path) -> str:
    """What people call a base: its folder's name without the suffix."""
    name = resolved(base).name
    return name.removesuffix(BASE_SUFFIX) or name


def back_up_store(store: Store, folder: Path, at: datetime, reason: Reason) -> Backup:
    """A verified backup under the base's name. Raises what `core/storage/backups.py` does."""
    return make_copy(store, folder, base_name(store.folder), at, reason, _program_version())


def _program_version() -> str:
    from importlib.metadata import PackageNotFoundError, version  # noqa: PLC0415 (slow to load, and rarely wanted)

    try:
        return version("opuntia")
    except PackageNotFoundError:
        return "unknown"
