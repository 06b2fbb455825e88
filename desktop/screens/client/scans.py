"""Scans of consents on the card: adding one, saving one to a file, taking one away."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from core.services.consent_papers import Paper, add_paper, remove_paper, save_paper
from desktop.screens.client.shown import breakable

if TYPE_CHECKING:
    from collections.abc import Callable

    from core.domain.errors import KnownError
    from core.services.session import Done
    from desktop.desk import Desk
    from desktop.screens.client.presenter import ClientView, Read


class Scans:
    """What is refused stands above the card."""

    def __init__(self, view: ClientView, desk: Desk, read: Callable[[], Read]) -> None:
        self._view = view
        self._desk = desk
        self._read = read

    def add(self, number: str) -> None:
        """Choose a file for the document of this number."""
        say, client = self._desk.words.say, self._read().card.id
        kinds = f"{say('client', 'scan_files')} (*.pdf *.jpg *.jpeg *.png *.tif *.tiff);;{self._everything}"
        chosen = self._view.choose_file(say("client", "scan_choose", number=number), kinds)
        if chosen:
            self._desk.do(
                lambda session: add_paper(session, client, number, Path(chosen)),
                lambda _done: self._desk.tell(say("client", "scan_added", number=number), icon="paperclip"),
                self._refuse,
            )

    def save(self, scan: int) -> None:
        """Choose where; that it was taken out stands in the journal."""
        paper, words, client = self._find(scan), self._desk.words, self._read().card.id
        if paper is None:
            return
        chosen = self._view.choose_place(words.say("client", "scan_save"), paper.name, self._everything)

        def saved(done: Done[Path]) -> None:
            self._desk.tell(words.say("client", "scan_saved", place=words.place(done.value)), icon="download")

        if chosen:
            self._desk.do(lambda session: save_paper(session, client, scan, Path(chosen)), saved, self._refuse)

    def remove(self, scan: int) -> None:
        """Ask first: the file does not come back."""
        paper, say = self._find(scan), self._desk.words.say
        if paper is None:
            return
        text = say("client", "scan_remove_text", number=paper.number)
        answers = say("client", "scan_remove_yes"), say("client", "cancel")
        title = say("client", "scan_remove_title", name=breakable(paper.name))

        def gone(_done: Done[None]) -> None:
            self._desk.tell(say("client", "scan_removed", number=paper.number), icon="trash")

        def then() -> None:
            self._desk.do(lambda session: remove_paper(session, scan), gone, self._refuse)

        self._view.ask_yes(title, text, answers, then)

    @property
    def _everything(self) -> str:
        return f"{self._desk.words.say('client', 'all_files')} (*)"

    def _find(self, scan: int) -> Paper | None:
        """None where somebody has taken it away meanwhile."""
        return next((one for one in self._read().papers if one.id == scan), None)

    def _refuse(self, error: KnownError) -> None:
        self._view.show_message(self._desk.words.error(error), "err")
