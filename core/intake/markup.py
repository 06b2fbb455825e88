"""XML read as a stream of tags, without document types: no entity is expanded, no file or address is asked for."""

from collections.abc import Callable, Iterable, Mapping
from typing import Final
from xml.parsers import expat

from core.domain.errors import UnreadableFile

CHUNK: Final = 1 << 16


class TagReader:
    """Tells each opening tag with its attributes, each closing tag with the text right before it; no prefixes. Text
    before an opening tag is told as a closing one without a name. `encoding` counts more than what the XML declares.

    Raises UnreadableFile for a document type, and expat's own errors for what is not well-formed.
    """

    def __init__(
        self,
        opened: Callable[[str, Mapping[str, str]], None],
        closed: Callable[[str, str], None],
        encoding: str | None = None,
    ) -> None:
        self._opened, self._closed = opened, closed
        self._text: list[str] = []
        self._parser = expat.ParserCreate(encoding)
        self._parser.buffer_text = True
        self._parser.StartElementHandler = self._open
        self._parser.EndElementHandler = self._close
        self._parser.CharacterDataHandler = self._text.append
        self._parser.StartDoctypeDeclHandler = _refuse

    def feed(self, chunks: Iterable[bytes]) -> Iterable[None]:
        """Read the chunks, one for each step of the iteration."""
        for chunk in chunks:
            self._parser.Parse(chunk, False)
            yield
        self._parser.Parse(b"", True)
        yield

    def _open(self, name: str, attributes: dict[str, str]) -> None:
        if self._text:
            self._closed("", "".join(self._text))
            self._text.clear()
        self._opened(name.rpartition(":")[2], {key.rpartition(":")[2]: value for key, value in attributes.items()})

    def _close(self, name: str) -> None:
        self._closed(name.rpartition(":")[2], "".join(self._text))
        self._text.clear()


def check(chunks: Iterable[bytes]) -> None:
    """Raise expat's own errors for XML that is not well-formed, and UnreadableFile for a document type."""
    parser = expat.ParserCreate()
    parser.StartDoctypeDeclHandler = _refuse
    for chunk in chunks:
        parser.Parse(chunk, False)
    parser.Parse(b"", True)


def _refuse(*_: object) -> None:
    raise UnreadableFile
