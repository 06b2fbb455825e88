"""The frame's own words: title, navigation, status bar."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from core.domain.rights import Role
from desktop.window.frame import Frame
from desktop.words import Words

if TYPE_CHECKING:
    from core.services.review import ModelMark
    from desktop.window.status import Fact

_DIGITS = 9
"""Pages beyond so many have no key of their own."""


@dataclass(frozen=True, slots=True)
class Standing:
    """What the frame tells about the base; `backed_up` in UTC without zone. `outbox`: so many packages are on their way
    by mail, `mail` is "unknown", "error" or "offline" where one of them is, "" else.
    """

    pending: int
    clients: int
    model: ModelMark | None
    backed_up: datetime | None
    counts: Mapping[str, int]
    outbox: int = 0
    mail: str = ""


class Speech:
    """Speaks for the frame in the language of `words`."""

    def __init__(self, frame: Frame, words: Words) -> None:
        self._frame = frame
        self._words = words
        self._base = ""
        self._login = ""
        self._roles: list[Role] = []
        self._counts: Mapping[str, int] = {}
        self._standing: Standing | None = None
        self._publishing: int | None = None
        self.unseen = 0

    def enter(self, base: str, login: str, roles: frozenset[Role]) -> None:
        """A base is open; an empty name is none."""
        self._base, self._login = base, login
        self._roles = [role for role in Role if role in roles]
        self._counts = {}
        self._standing = self._publishing = None
        self.unseen = 0

    def say_title(self) -> None:
        """The native title bar."""
        page = self._frame.page_name
        if not self._base or not page:
            self._frame.setWindowTitle("Opuntia")
            return
        key = "title_demo" if self._frame.demo else "title"
        title = self._say(key, page=self._say(f"page_{page}"), base=self._base)
        self._frame.setWindowTitle(title)

    def say_all(self) -> None:
        """Everything that does not come from the base."""
        nav = self._frame.nav
        nav.base.base = self._say("base_demo") if self._frame.demo else self._say("base", name=self._base)
        nav.base.say(nav.base.base)
        nav.search.say(self._say("find"), key="Ctrl+K")
        nav.account.login = self._login
        one = len(self._roles) == 1
        nav.account.role = self._say(f"role_{self._roles[0].value}" if one else "roles_all")
        nav.account.say(self._login)
        for page in self._frame.pages.made:
            page.message.set_close_word(self._say("close"))
        self.say_counts(self._counts)
        self.say_title()

    def say_counts(self, counts: Mapping[str, int]) -> None:
        """How much waits on each page."""
        self._counts = counts
        nav = self._frame.nav
        for place, name in enumerate(nav.pages):
            item = nav.item(name)
            if item is not None:
                keys = f"Ctrl+{place + 1}" if place < _DIGITS else ""
                item.say(self._say(f"page_{name}"), self._number(counts.get(name, 0)), keys)
        self.say_bell()

    def say_bell(self) -> None:
        """How many notices nobody has seen."""
        self._frame.nav.notices.say(self._say("notices"), self._number(self.unseen))

    def say_standing(self, standing: Standing) -> None:
        """Counts and status bar."""
        self._standing = standing
        self.say_counts(standing.counts)
        self._show_facts()

    def say_publishing(self, seconds: int | None) -> None:
        """So many seconds until another model comes into use; None where none is about to."""
        if seconds != self._publishing:
            self._publishing = seconds
            self._show_facts()

    def _show_facts(self) -> None:
        from desktop.window.status import Fact  # noqa: PLC0415 (the way in stands before the hall is loaded)

        left, right = ([], []) if self._standing is None else self._facts(self._standing)
        if self._publishing is not None:
            at = f"{self._publishing // 60}:{self._publishing % 60:02d}"
            left.append(Fact(self._say("publishing", left=at), "timer", "info"))
        self._frame.status.show_facts(left, right)

    def _facts(self, standing: Standing) -> tuple[list[Fact], list[Fact]]:
        """What asks for attention, and what stands."""
        from desktop.window.status import Fact  # noqa: PLC0415 (see above)

        left = [Fact(self._say("demo"), "flask-conical", "warn")] if self._frame.demo else []
        if standing.pending:
            left.append(Fact(self._say("pending", n=standing.pending), "calculator"))
        else:
            left.append(Fact(self._say("saved"), "circle-check"))
        if standing.outbox:
            state = f"outbox_{standing.mail}" if standing.mail else "outbox"
            icon = "cloud-off" if standing.mail == "offline" else "mail"
            left.append(Fact(self._say(state, n=standing.outbox), icon, "warn" if standing.mail else "muted"))
        right = [Fact(self._say("clients", n=standing.clients), "users")]
        if standing.model is not None:
            right.append(Fact(self._of_model(standing.model), "database"))
        if standing.backed_up is not None:
            at = standing.backed_up.replace(tzinfo=UTC).astimezone()
            right.append(Fact(self._say("backup", at=self._words.moment(at, datetime.now().astimezone())), "archive"))
        right.append(Fact(self._say("language_mark"), "languages"))
        return left, right

    def _of_model(self, model: ModelMark) -> str:
        if model.is_shipped:
            return self._say("model_shipped")
        return self._say("model", day=self._words.day(model.made_at.replace(tzinfo=UTC).astimezone().date()))

    def _say(self, key: str, **blanks: object) -> str:
        return self._words.say("window", key, **blanks)

    def _number(self, count: int) -> str:
        return self._words.number(count) if count else ""
