"""Who may do what."""

from itertools import chain, combinations

import pytest

from core.domain.errors import NotAllowed
from core.domain.lead import Stage
from core.domain.rights import MAY, PENDING, RIGHTS, Role, Scope, UseCase, Whose, role_for, scope_for

M, S, A, K = Role.MANAGER, Role.SUPERVISOR, Role.ANALYST, Role.ADMINISTRATOR
SETS = [frozenset(some) for some in chain.from_iterable(combinations(Role, size) for size in range(5))]

AGREED = {
    UseCase.READ_CATALOGUE: {M, S, A, K},
    UseCase.EDIT_CATALOGUE: {K},
    UseCase.EDIT_INDICATORS: {K},
    UseCase.EDIT_PARTNERS: {K},
    UseCase.TEACH_SYNONYMS: {M, S},
    UseCase.CHANGE_SETTINGS: {K},
    UseCase.TRY_MODEL: {K},
    UseCase.IMPORT_CLIENTS: {M, S},
    UseCase.UNDO_IMPORT: {M, S},
    UseCase.KEEP_MAPPINGS: {M, S},
    UseCase.KEEP_VIEWS: {M, S},
    UseCase.CORRECT_OUTCOME: {M, S},
    UseCase.RECORD_CONSENT: {M},
    UseCase.WITHDRAW_CONSENT: {M, S},
    UseCase.COMPUTE: {M, S},
    UseCase.DECIDE: {M, S},
    UseCase.RECORD_OUTCOME: {M, S},
    UseCase.FOLLOW_UP: {M, S},
    UseCase.SEND: {M, S},
    UseCase.APPROVE: {S},
    UseCase.KEEP_MAIL_ACCOUNT: {M, S},
    UseCase.READ_LEADS: {M, S, A, K},
    UseCase.READ_OVERRIDES: {S},
    UseCase.READ_CLIENTS: {M, S},
    UseCase.REPLAY: {M, S, A, K},
    UseCase.READ_USERS: {M, S, A, K},
    UseCase.MANAGE_USERS: {K},
    UseCase.GRANT_PEOPLE: {M, S},
    UseCase.CHANGE_PASSWORD: {M, S, A, K},
    UseCase.QUICK_UNLOCK: {M, S, A, K},
    UseCase.MAKE_SHEET: {M, S},
    UseCase.RECOVER: {M, S, A, K},
    UseCase.ROTATE_KEYS: {M, S, K},
    UseCase.READ_ORGANISATION: {M, S, A, K},
    UseCase.EDIT_ORGANISATION: {K},
    UseCase.REASSIGN: {S},
    UseCase.MERGE: {M, S},
    UseCase.EDIT_CLIENTS: {M},
    UseCase.REVEAL: {M, S},
    UseCase.ERASE: {S},
    UseCase.EXPORT: {M, S},
    UseCase.EXPORT_TASKS: {M, S},
    UseCase.TRAIN: {S, K},
    UseCase.PUBLISH: {K},
    UseCase.READ_JOURNAL: {S, A, K},
    UseCase.EXPORT_JOURNAL: {S, A, K},
    UseCase.BACK_UP: {M, S, K},
    UseCase.RESTORE: {M, S, K},
    UseCase.CHECK_BASE: {M, S, A, K},
}


def test_every_use_case_has_its_row() -> None:
    assert MAY.keys() == set(UseCase)
    assert AGREED.keys() == set(UseCase)


@pytest.mark.parametrize("use_case", UseCase)
def test_each_role_may_do_what_was_agreed(use_case: UseCase) -> None:
    assert MAY[use_case] == AGREED[use_case]


@pytest.mark.parametrize("use_case", UseCase)
def test_every_use_case_can_be_done_by_somebody(use_case: UseCase) -> None:
    assert MAY[use_case]


@pytest.mark.parametrize("use_case", UseCase)
def test_the_widest_scope_of_the_roles_held_counts(use_case: UseCase) -> None:
    order = list(Scope)
    for held in SETS:
        scopes = [RIGHTS[use_case].scopes[role] for role in held & MAY[use_case]]
        head = RIGHTS[use_case].head
        if scopes and head is not None and {M, S} <= held:
            scopes.append(head)
        if scopes:
            assert scope_for(held, use_case) is order[max(map(order.index, scopes))]
        else:
            with pytest.raises(NotAllowed):
                scope_for(held, use_case)


def test_a_supervisor_reads_clients_and_the_head_of_a_unit_edits_those_of_the_unit() -> None:
    for use_case in (UseCase.EDIT_CLIENTS, UseCase.RECORD_CONSENT):
        assert scope_for(frozenset({M}), use_case) is Scope.OWN
        assert scope_for(frozenset({M, S}), use_case) is Scope.UNIT
        with pytest.raises(NotAllowed):
            scope_for(frozenset({S, A, K}), use_case)
    assert scope_for(frozenset({S}), UseCase.READ_CLIENTS) is Scope.UNIT


@pytest.mark.parametrize("scope", Scope)
def test_no_scope_goes_to_another_company_and_each_holds_the_narrower_ones(scope: Scope) -> None:
    assert not scope.covers(Whose.OTHER_COMPANYS)
    narrower = list(Scope)[: list(Scope).index(scope)]
    assert all(scope.covers(whose) for one in narrower for whose in Whose if one.covers(whose))


@pytest.mark.parametrize("use_case", [use_case for use_case in UseCase if MAY[use_case] & {A, K}])
def test_whoever_holds_no_key_to_people_has_either_the_counts_of_the_base_or_no_clients(use_case: UseCase) -> None:
    scopes = RIGHTS[use_case].scopes
    assert {scopes[role] for role in {A, K} & MAY[use_case]} <= {Scope.BASE, Scope.NO_CLIENTS}


@pytest.mark.parametrize("use_case", UseCase)
def test_rights_over_clients_name_states_and_others_none(use_case: UseCase) -> None:
    right = RIGHTS[use_case]
    assert right.states <= {PENDING, *Stage}
    assert bool(right.states) is (set(right.scopes.values()) != {Scope.NO_CLIENTS})


@pytest.mark.parametrize("use_case", [UseCase.IMPORT_CLIENTS, UseCase.READ_CLIENTS, UseCase.SEND])
def test_only_those_who_see_people_bring_them_in_or_let_them_out(use_case: UseCase) -> None:
    assert MAY[use_case] <= {M, S}


@pytest.mark.parametrize("use_case", UseCase)
def test_the_least_powerful_role_that_may_is_the_one_that_acts(use_case: UseCase) -> None:
    power = [M, S, A, K]
    for held in SETS:
        fit = [role for role in power if role in held and role in AGREED[use_case]]
        if fit:
            assert role_for(held, use_case) is fit[0]
        else:
            with pytest.raises(NotAllowed) as refused:
                role_for(held, use_case)
            assert refused.value.facts == {"use_case": use_case.value}


@pytest.mark.parametrize("use_case", UseCase)
def test_a_user_without_a_role_may_do_nothing(use_case: UseCase) -> None:
    with pytest.raises(NotAllowed):
        role_for(frozenset(), use_case)
