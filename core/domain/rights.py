"""Who may do what: one table, read by every use case. What a role can *see* is settled by its keys (core/vault)."""

from enum import StrEnum

from core.domain.errors import NotAllowed


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
    TEACH_SYNONYMS = "teach_synonyms"
    CHANGE_SETTINGS = "change_settings"
    IMPORT_CLIENTS = "import_clients"
    COMPUTE = "compute"
    DECIDE = "decide"
    RECORD_OUTCOME = "record_outcome"
    WITHDRAW_CONSENT = "withdraw_consent"
    SEND = "send"
    READ_LEADS = "read_leads"
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


SEES_PEOPLE = frozenset({Role.MANAGER, Role.SUPERVISOR})
"""Roles that hold the people key."""

_SALES = SEES_PEOPLE
_KEEPER = frozenset({Role.ADMINISTRATOR})
_WATCHERS = frozenset({Role.SUPERVISOR, Role.ANALYST, Role.ADMINISTRATOR})
_SAVERS = _SALES | _KEEPER
_ANYBODY = frozenset(Role)

MAY: dict[UseCase, frozenset[Role]] = {
    UseCase.READ_CATALOGUE: _ANYBODY,
    UseCase.EDIT_CATALOGUE: _KEEPER,
    UseCase.EDIT_INDICATORS: _KEEPER,
    UseCase.TEACH_SYNONYMS: _SALES,
    UseCase.CHANGE_SETTINGS: _KEEPER,
    UseCase.IMPORT_CLIENTS: _SALES,
    UseCase.COMPUTE: _SALES,
    UseCase.DECIDE: _SALES,
    UseCase.RECORD_OUTCOME: _SALES,
    UseCase.WITHDRAW_CONSENT: _SALES,
    UseCase.SEND: _SALES,
    UseCase.READ_LEADS: _ANYBODY,
    UseCase.READ_CLIENTS: _SALES,
    UseCase.REPLAY: _ANYBODY,
    UseCase.READ_USERS: _ANYBODY,
    UseCase.MANAGE_USERS: _KEEPER,
    UseCase.GRANT_PEOPLE: _SALES,
    UseCase.CHANGE_PASSWORD: _ANYBODY,
    UseCase.QUICK_UNLOCK: _ANYBODY,
    UseCase.MAKE_SHEET: _SALES,
    UseCase.RECOVER: _ANYBODY,
    UseCase.ROTATE_KEYS: _KEEPER | _SALES,
    UseCase.READ_JOURNAL: _WATCHERS,
    UseCase.EXPORT_JOURNAL: _WATCHERS,
    UseCase.BACK_UP: _SAVERS,
    UseCase.RESTORE: _SAVERS,
}


def role_for(roles: frozenset[Role], use_case: UseCase) -> Role:
    """The role in which a user with these roles does this; it goes into the audit. Raises NotAllowed."""
    for role in Role:
        if role in roles and role in MAY[use_case]:
            return role
    raise NotAllowed(use_case=use_case.value)
