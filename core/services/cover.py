"""The sheet that lies beside packages and explains, to partners who may have neither this program nor its language, how
they are opened. It says nothing of clients, partners or passwords.
"""

from contextlib import suppress
from pathlib import Path
from typing import Final

from core.services.package_opening import sender_line, sender_words
from core.services.wording import LANGUAGES, say
from core.vault.files import write_whole

COVER: Final = "opuntia-how-to-open.txt"
_RULE: Final = "-" * 72


def cover_text(sender_key: bytes) -> str:
    """The sheet in both languages; `sender_key` is the public half of the key that signs our packages, 32 bytes."""
    told = [
        say(language, "cover", "text", line=sender_line(sender_key), words=" ".join(sender_words(sender_key, language)))
        for language in LANGUAGES
    ]
    return f"\n{_RULE}\n\n".join(told)


def lay_cover(folder: Path, text: str) -> None:
    """Write the sheet into a folder with packages, unless it lies there already. Raises OSError."""
    file, content = folder / COVER, text.encode()
    with suppress(FileNotFoundError):
        if file.read_bytes() == content:
            return
    write_whole(file, content)
