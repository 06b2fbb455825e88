"""Every page there is: who sees it, and how it is made."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, Protocol

from core.domain.rights import MAY, Role, UseCase

if TYPE_CHECKING:
    from desktop.desk import Desk
    from desktop.entrance import Entrance
    from desktop.screens.settings import presenter as settings
    from desktop.widgets.page import Page

    class Program(settings.Program, Protocol):
        """What pages ask of the running program."""

        @property
        def entrance(self) -> Entrance:
            """The ways into a base."""


SALES: Final = MAY[UseCase.DECIDE]
ANYBODY: Final = frozenset(Role)


@dataclass(frozen=True, slots=True)
class Place:
    """A page: its name (also of its texts), icon, who sees it, whether it stands in the navigation."""

    name: str
    icon: str
    roles: frozenset[Role]
    group: int = 0
    in_nav: bool = True


PLACES: Final = (
    Place("today", "sun", SALES),
    Place("clients", "users", MAY[UseCase.READ_CLIENTS]),
    Place("imports", "file-input", SALES),
    Place("review", "sparkles", SALES),
    Place("sending", "send", SALES),
    Place("outcomes", "clipboard-check", MAY[UseCase.RECORD_OUTCOME]),
    Place("overrides", "arrow-left-right", MAY[UseCase.READ_OVERRIDES], in_nav=False),
    Place("recalls", "shield-off", MAY[UseCase.SEND], in_nav=False),
    Place("compute", "calculator", SALES, in_nav=False),
    Place("client", "user", MAY[UseCase.READ_CLIENTS], in_nav=False),
    Place("catalogue", "handshake", ANYBODY, group=1),
    Place("models", "graduation-cap", MAY[UseCase.TRAIN], group=1),
    Place("rules", "sliders-horizontal", MAY[UseCase.CHANGE_SETTINGS], group=1),
    Place("users", "user-cog", MAY[UseCase.MANAGE_USERS] | MAY[UseCase.GRANT_PEOPLE], group=1),
    Place("journal", "scroll-text", MAY[UseCase.READ_JOURNAL], group=1),
    Place("backups", "archive", MAY[UseCase.BACK_UP], group=1),
    Place("settings", "settings", ANYBODY, group=2, in_nav=False),
    Place("access", "key-round", ANYBODY, group=2, in_nav=False),
    Place("about", "info", ANYBODY, group=2, in_nav=False),
)

PRIMARY: Final = ("Ctrl+Return", "Ctrl+Enter")
COMBINATIONS: Final = (
    "Ctrl+K",
    *PRIMARY,
    "Ctrl+Z",
    "Ctrl+,",
    "Ctrl+L",
    "F1",
    "F6",
    "Shift+F6",
    *(f"Ctrl+{digit}" for digit in range(1, 10)),
)


def make_page(name: str, desk: Desk, program: Program) -> Page:
    """A page by its name, with its words. Imported here and now: the way in stands before the store and pages do."""
    from desktop.screens.about.screen import AboutScreen  # noqa: PLC0415 (see above)
    from desktop.screens.access.screen import AccessScreen  # noqa: PLC0415
    from desktop.screens.backups.screen import BackupsScreen  # noqa: PLC0415
    from desktop.screens.catalogue.screen import CatalogueScreen  # noqa: PLC0415
    from desktop.screens.client.screen import ClientScreen  # noqa: PLC0415
    from desktop.screens.clients.screen import ClientsScreen  # noqa: PLC0415
    from desktop.screens.compute.screen import ComputeScreen  # noqa: PLC0415
    from desktop.screens.imports.screen import ImportsScreen  # noqa: PLC0415
    from desktop.screens.journal.screen import JournalScreen  # noqa: PLC0415
    from desktop.screens.models.screen import ModelsScreen  # noqa: PLC0415
    from desktop.screens.outcomes.screen import OutcomesScreen  # noqa: PLC0415
    from desktop.screens.overrides.screen import OverridesScreen  # noqa: PLC0415
    from desktop.screens.recalls.screen import RecallsScreen  # noqa: PLC0415
    from desktop.screens.review.screen import ReviewScreen  # noqa: PLC0415
    from desktop.screens.rules.screen import RulesScreen  # noqa: PLC0415
    from desktop.screens.sending.screen import SendingScreen  # noqa: PLC0415
    from desktop.screens.settings.screen import SettingsScreen  # noqa: PLC0415
    from desktop.screens.today.screen import TodayScreen  # noqa: PLC0415
    from desktop.screens.users.screen import UsersScreen  # noqa: PLC0415

    makers: dict[str, Callable[[], Page]] = {
        "today": lambda: TodayScreen(desk),
        "clients": lambda: ClientsScreen(desk),
        "imports": lambda: ImportsScreen(desk),
        "review": lambda: ReviewScreen(desk),
        "sending": lambda: SendingScreen(desk),
        "outcomes": lambda: OutcomesScreen(desk),
        "overrides": lambda: OverridesScreen(desk),
        "recalls": lambda: RecallsScreen(desk),
        "compute": lambda: ComputeScreen(desk),
        "client": lambda: ClientScreen(desk),
        "catalogue": lambda: CatalogueScreen(desk),
        "models": lambda: ModelsScreen(desk),
        "rules": lambda: RulesScreen(desk),
        "users": lambda: UsersScreen(desk),
        "access": lambda: AccessScreen(desk),
        "journal": lambda: JournalScreen(desk),
        "backups": lambda: BackupsScreen(
            desk, lambda file: program.entrance.show_restore(desk.session.store.folder, file)
        ),
        "settings": lambda: SettingsScreen(desk, program),
        "about": lambda: AboutScreen(desk),
    }
    page = makers[name]()
    page.retranslate()
    page.message.set_close_word(desk.words.say("window", "close"))
    return page
