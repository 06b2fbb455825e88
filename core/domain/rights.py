"""Who may do what, to whose clients, in which state of theirs: one table, read by every use case.

What a role can *see* is settled by its keys (core/vault): whoever has no people key sees no person, and no key of one
company's base opens another's. Which of the base's clients are one's own is settled here and enforced by
`core/services/session.py`, which hands every use case records within its reach alone.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from core.domain.errors import NotAllowed
from core.domain.lead import LEADS, Stage


class Role(StrEnum):
    """Roles of a user, in the order in which one is chosen when several would do: the least powerful first."""

    MANAGER = "manager"
    SUPERVISOR = "supervisor"
    ANALYST = "analyst"
    ADMINISTRATOR = "administrator"


class UseCase(StrEnum):
    """Everything a user can do to a base, in the users' words."""

    READ_CATALOGUE = "read_catalogue"
    EDIT_CATALOGUE = "edit_catalogue"
    EDIT_INDICATORS = "edit_indicators"
    EDIT_PARTNERS = "edit_partners"
    TEACH_SYNONYMS = "teach_synonyms"
    CHANGE_SETTINGS = "change_settings"
    TRY_MODEL = "try_model"
    IMPORT_CLIENTS = "import_clients"
    UNDO_IMPORT = "undo_import"
    KEEP_MAPPINGS = "keep_mappings"
    KEEP_VIEWS = "keep_views"
    COMPUTE = "compute"
    DECIDE = "decide"
    EXPORT_TASKS = "export_tasks"
    RECORD_OUTCOME = "record_outcome"
    CORRECT_OUTCOME = "correct_outcome"
    FOLLOW_UP = "follow_up"
    RECORD_CONSENT = "record_consent"
    WITHDRAW_CONSENT = "withdraw_consent"
    SEND = "send"
    APPROVE = "approve"
    KEEP_MAIL_ACCOUNT = "keep_mail_account"
    READ_LEADS = "read_leads"
    READ_OVERRIDES = "read_overrides"
    READ_CLIENTS = "read_clients"
    REPLAY = "replay"
    READ_USERS = "read_users"
    MANAGE_USERS = "manage_users"
    GRANT_PEOPLE = "grant_people"
    CHANGE_PASSWORD = "change_password"  # noqa: S105 (the name of a use case)
    QUICK_UNLOCK = "quick_unlock"
    MAKE_SHEET = "make_sheet"
    RECOVER = "recover"
    ROTATE_KEYS = "rotate_keys"
    READ_JOURNAL = "read_journal"
    EXPORT_JOURNAL = "export_journal"
    BACK_UP = "back_up"
    RESTORE = "restore"
    CHECK_BASE = "check_base"
    READ_ORGANISATION = "read_organisation"
    EDIT_ORGANISATION = "edit_organisation"
    REASSIGN = "reassign"
    EDIT_CLIENTS = "edit_clients"
    MERGE = "merge"
    REVEAL = "reveal"
    ERASE = "erase"
    EXPORT = "export"
    TRAIN = "train"
    PUBLISH = "publish"


COMING: Final[frozenset[UseCase]] = frozenset()
"""Use cases that have their row and no function yet. A test fails for one that has come to have a function."""


class Whose(StrEnum):
    """Whose a client is, seen by a user."""

    OWN = "own"
    NOBODYS = "nobodys"
    UNITS = "units"
    OTHER_UNITS = "other_units"
    OTHER_COMPANYS = "other_companys"


class Scope(StrEnum):
    """To whose clients a right goes, from the narrowest to the widest.

    UNIT is the unit of the user with all below it, and the whole base where there is no unit at all; where there are
    some, a user who stands on none has the own clients alone. Clients of another company lie in another base, under
    other keys: no scope goes there.
    """

    NO_CLIENTS = "no_clients"
    OWN = "own"
    UNIT = "unit"
    BASE = "base"

    def covers(self, whose: Whose) -> bool:
        """Whether a client is within it, where the organisation has units."""
        return whose in _COVERED[self]


_COVERED: Final[Mapping[Scope, frozenset[Whose]]] = {
    Scope.NO_CLIENTS: frozenset(),
    Scope.OWN: frozenset({Whose.OWN, Whose.NOBODYS}),
    Scope.UNIT: frozenset({Whose.OWN, Whose.NOBODYS, Whose.UNITS}),
    Scope.BASE: frozenset(Whose) - {Whose.OTHER_COMPANYS},
}

SEES_PEOPLE: Final = frozenset({Role.MANAGER, Role.SUPERVISOR})
"""Roles that hold the people key."""

HEAD: Final = frozenset({Role.MANAGER, Role.SUPERVISOR})
"""Roles of the head of a unit."""

PENDING: Final = "pending"
"""The state of a client that waits to be scored and has no recommendation."""

STATES: Final = frozenset({PENDING, *(stage.value for stage in Stage)})
"""States of a client for a right: pending, or the stage in which a recommendation of it stands."""


@dataclass(frozen=True, slots=True)
class Right:
    """A row of the table: which roles may, each to whose clients, in which states of theirs; `head` is how far it goes
    for the head of a unit, who is manager and supervisor, where that is further.
    """

    scopes: Mapping[Role, Scope]
    states: frozenset[str] = STATES
    head: Scope | None = None

    @property
    def roles(self) -> frozenset[Role]:
        """The roles that may."""
        return frozenset(self.scopes)


def _anywhere(*roles: Role) -> Right:
    return Right(dict.fromkeys(roles, Scope.NO_CLIENTS), frozenset())


def _over(scopes: Mapping[Role, Scope], states: frozenset[str] = STATES) -> Right:
    return Right(scopes, states)


def _stages(*stages: Stage) -> frozenset[str]:
    return frozenset(stage.value for stage in stages)


_THEIRS: Final = {Role.MANAGER: Scope.OWN, Role.SUPERVISOR: Scope.UNIT}
_BY_MANAGERS: Final = Right({Role.MANAGER: Scope.OWN}, head=Scope.UNIT)  # a mere supervisor reads
_COUNTED: Final = {Role.ANALYST: Scope.BASE, Role.ADMINISTRATOR: Scope.BASE}
_ANYBODY, _SALES = tuple(Role), (Role.MANAGER, Role.SUPERVISOR)
_KEEPER, _WATCHERS = (Role.ADMINISTRATOR,), (Role.SUPERVISOR, Role.ANALYST, Role.ADMINISTRATOR)
_UNSETTLED: Final = frozenset(Stage) - {Stage.PACKAGED, Stage.SENT, Stage.OUTCOME}

RIGHTS: Final[Mapping[UseCase, Right]] = {
    UseCase.READ_CATALOGUE: _anywhere(*_ANYBODY),
    UseCase.EDIT_CATALOGUE: _anywhere(*_KEEPER),
    UseCase.EDIT_INDICATORS: _anywhere(*_KEEPER),
    UseCase.EDIT_PARTNERS: _anywhere(*_KEEPER),
    UseCase.TEACH_SYNONYMS: _anywhere(*_SALES),
    UseCase.CHANGE_SETTINGS: _anywhere(*_KEEPER),
    UseCase.TRY_MODEL: _anywhere(*_KEEPER),  # and its counts, which show nobody
    UseCase.IMPORT_CLIENTS: _over(_THEIRS),
    UseCase.UNDO_IMPORT: _over(_THEIRS),
    UseCase.KEEP_MAPPINGS: _anywhere(*_SALES),
    UseCase.KEEP_VIEWS: _anywhere(*_SALES),
    UseCase.COMPUTE: _over(dict.fromkeys(_SALES, Scope.BASE)),  # places everybody among the whole base, shows nobody
    UseCase.DECIDE: _over(_THEIRS, _stages(*_UNSETTLED)),
    UseCase.EXPORT_TASKS: _over(_THEIRS, _stages(Stage.TASK)),
    UseCase.RECORD_OUTCOME: _over(_THEIRS, _stages(Stage.TASK, Stage.SENT)),
    UseCase.CORRECT_OUTCOME: _over(_THEIRS, _stages(Stage.OUTCOME)),
    UseCase.FOLLOW_UP: _over(_THEIRS, _stages(Stage.TASK, Stage.SENT, Stage.OUTCOME)),
    UseCase.RECORD_CONSENT: _BY_MANAGERS,
    UseCase.WITHDRAW_CONSENT: _over(_THEIRS),
    UseCase.SEND: _over(_THEIRS, _stages(Stage.WAITING, Stage.PACKAGED, Stage.SENT, Stage.OUTCOME)),  # and its register
    UseCase.APPROVE: _over({Role.SUPERVISOR: Scope.UNIT}, _stages(Stage.PACKAGED)),
    UseCase.KEEP_MAIL_ACCOUNT: _anywhere(*_SALES),
    UseCase.READ_LEADS: _over(_THEIRS | _COUNTED, STATES - {PENDING}),
    UseCase.READ_OVERRIDES: _over({Role.SUPERVISOR: Scope.UNIT}, _stages(*LEADS)),
    UseCase.READ_CLIENTS: _over(_THEIRS),
    UseCase.REPLAY: _over(dict.fromkeys(_ANYBODY, Scope.BASE), STATES - {PENDING}),  # counts, no person
    UseCase.READ_USERS: _anywhere(*_ANYBODY),
    UseCase.MANAGE_USERS: _anywhere(*_KEEPER),
    UseCase.GRANT_PEOPLE: _anywhere(*_SALES),
    UseCase.CHANGE_PASSWORD: _anywhere(*_ANYBODY),
    UseCase.QUICK_UNLOCK: _anywhere(*_ANYBODY),
    UseCase.MAKE_SHEET: _anywhere(*_SALES),
    UseCase.RECOVER: _anywhere(*_ANYBODY),
    UseCase.ROTATE_KEYS: _anywhere(*_SALES, *_KEEPER),
    UseCase.READ_JOURNAL: _anywhere(*_WATCHERS),
    UseCase.EXPORT_JOURNAL: _anywhere(*_WATCHERS),
    UseCase.BACK_UP: _anywhere(*_SALES, *_KEEPER),
    UseCase.RESTORE: _anywhere(*_SALES, *_KEEPER),
    UseCase.READ_ORGANISATION: _anywhere(*_ANYBODY),
    UseCase.EDIT_ORGANISATION: _anywhere(*_KEEPER),
    UseCase.REASSIGN: _over({Role.SUPERVISOR: Scope.UNIT}),
    UseCase.CHECK_BASE: _anywhere(*_ANYBODY),
    UseCase.EDIT_CLIENTS: _BY_MANAGERS,
    UseCase.MERGE: _over(_THEIRS),
    UseCase.REVEAL: _over(_THEIRS),
    UseCase.ERASE: _over({Role.SUPERVISOR: Scope.UNIT}),
    UseCase.EXPORT: _over(_THEIRS),
    UseCase.TRAIN: _over({Role.SUPERVISOR: Scope.BASE, Role.ADMINISTRATOR: Scope.BASE}),
    UseCase.PUBLISH: _anywhere(*_KEEPER),
}
"""The one table. Every use case has its row."""

MAY: Final[Mapping[UseCase, frozenset[Role]]] = {use_case: right.roles for use_case, right in RIGHTS.items()}
"""Use case → the roles that may."""


def role_for(roles: frozenset[Role], use_case: UseCase) -> Role:
    """The role in which a user with these roles does this; it goes into the audit. Raises NotAllowed."""
    for role in Role:
        if role in roles and role in MAY[use_case]:
            return role
    raise NotAllowed(use_case=use_case.value)


def scope_for(roles: frozenset[Role], use_case: UseCase) -> Scope:
    """The widest scope that any of these roles gives. Raises NotAllowed."""
    role_for(roles, use_case)
    right = RIGHTS[use_case]
    held = {scope for role, scope in right.scopes.items() if role in roles}
    if right.head is not None and roles >= HEAD:
        held.add(right.head)
    return max(held, key=list(Scope).index)
