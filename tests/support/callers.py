"""How the matrix of rights calls every use case: by its real function, on a real base."""

from collections.abc import Callable, Mapping
from contextlib import nullcontext, suppress
from dataclasses import replace
from datetime import datetime
from pathlib import Path

from core.domain.backup import Reason
from core.domain.client import ClientRow
from core.domain.errors import EmptyTable, NoPeopleKey, NoSafeKeyring, NothingToUndo, WrongPassword
from core.domain.journal import JournalFilter
from core.domain.lead import Answer, Stage
from core.domain.rights import Role, UseCase
from core.intake.choices import ColumnChoices
from core.intake.mapping import suggest
from core.intake.sources import FileStamp, Source
from core.intake.tables import Table
from core.services import (
    backups,
    consents,
    decisions,
    doctor,
    drafts,
    history,
    imports,
    integrity,
    journal,
    leads,
    mappings,
    merges,
    new_tables,
    organisation,
    outcomes,
    outgoing,
    outlook,
    problem_rows,
    quick_unlock,
    recalls,
    resolving,
    review,
    rotation,
    scoring,
    sending,
    today,
    trend,
    undoing,
    users,
)
from core.services.clients import ImportReport
from core.services.session import Session
from tests.support import catalogue_callers, client_callers, decision_callers, mail_callers, reply_callers
from tests.support.bases import CAR, PASSWORD, TODAY, client_row
from tests.support.ranks import COLLEAGUE, STRANGER, Ranks, Spot

Act = Callable[[Session, Spot, Path], bool]
"""Does it to one client; whether it was reached."""
Look = Callable[[Session, Ranks], set[int]]
"""The leads, or the clients, that it shows."""
Count = Callable[[Session, Ranks], int]
"""How many it counts."""
Plain = Callable[[Session, Ranks, Path], object]
"""Touches no client; all it needs is the right."""

_BAD = Table(("ФИО",), [("-",)], [2])


def _load_rows(session: Session, file: Path) -> None:
    file.write_bytes(b"")
    with suppress(EmptyTable):
        problem_rows.load_problem_rows(session, file, _BAD)


def _row(spot: Spot) -> ClientRow:
    return replace(client_row(spot.client, CAR), portrait=replace(client_row(1).portrait, income=1.0))


def _named(ranks: Ranks, texts: set[str]) -> set[int]:
    return {one.client for one in ranks.spots if f"Кактусов{one.client}" in texts}


def _filed(ranks: Ranks, names: set[str]) -> set[int]:
    return {one.client for one in ranks.spots if one.file_name in names}


def _called(ranks: Ranks, names: set[str]) -> set[int]:
    return {one.client for one in ranks.spots if f"{one.client}:recall" in names}


def _led(ranks: Ranks, ids: set[int]) -> set[int]:
    return {one.client for one in ranks.spots if one.lead in ids}


def _lead_ids(ranks: Ranks) -> list[int]:
    return [one.lead for one in ranks.spots]


def _saved(session: Session, spot: Spot, folder: Path) -> bool:
    return isinstance(sending.save_package(session, spot.package, folder).value, sending.Package)


def _preview(session: Session, ranks: Ranks) -> set[int]:
    partners = [one.partner_id for one in outgoing.read_outgoing(session)]
    rows = [row for one in partners for row in outgoing.preview(session, one, "en").value.rows]
    return _named(ranks, {cell.split()[0] for row in rows for cell in row if cell})


ACTS: Mapping[UseCase, Mapping[str, Act]] = {
    UseCase.IMPORT_CLIENTS: {
        "imports.finish_import": lambda s, at, _: bool(_finish(s, at).updated),
    },
    UseCase.UNDO_IMPORT: {
        "undoing.undo_import": lambda s, at, _: bool(undoing.undo_import(s, at.import_id).value.restored),
    },
    UseCase.MERGE: {
        "merges.call_different": lambda s, at, _: bool(merges.call_different(s, at.client, at.buddy)),
        "merges.ask_again": lambda s, at, _: bool(merges.ask_again(s, at.client, at.buddy, 12.0, [])),
        "merges.merge_clients": lambda s, at, _: bool(merges.merge_clients(s, at.client, at.buddy).value),
        "merges.read_merges": lambda s, at, _: bool(merges.read_merges(s, at.client)),
        "merges.split": lambda s, at, _: bool(merges.split(s, at.merge).value),
    },
    UseCase.DECIDE: decision_callers.DECIDE,
    UseCase.RECORD_OUTCOME: {
        "outcomes.record_outcome": lambda s, at, _: bool(outcomes.record_outcome(s, at.lead, Answer.REFUSED, TODAY)),
        **reply_callers.RECORD,
    },
    UseCase.FOLLOW_UP: reply_callers.FOLLOW_UP,
    UseCase.WITHDRAW_CONSENT: {
        "consents.withdraw_consent": lambda s, at, _: bool(consents.withdraw_consent(s, [at.client], "С-1")),
    },
    UseCase.RECORD_CONSENT: client_callers.RECORD_CONSENT,
    UseCase.CORRECT_OUTCOME: {
        "outcomes.correct_outcome": lambda s, at, _: bool(outcomes.correct_outcome(s, at.lead, Answer.REFUSED, TODAY)),
        **reply_callers.CORRECT,
    },
    UseCase.SEND: {
        "sending.make_packages": lambda s, at, _: bool(sending.make_packages(s, [at.client], "en").value.leads),
        "sending.save_package": _saved,
        "sending.read_password": lambda s, at, _: bool(sending.read_password(s, at.package)),
        "sending.mark_password_given": lambda s, at, _: bool(sending.mark_password_given(s, at.package)),
        "sending.mark_sent": lambda s, at, _: bool(sending.mark_sent(s, at.package).value),
        "recalls.mark_recalled": lambda s, at, _: recalls.mark_recalled(s, [at.recall]).entry is not None,
        **mail_callers.ACTS,
    },
    UseCase.APPROVE: mail_callers.APPROVING,
    UseCase.READ_LEADS: {
        "leads.count_standing": lambda s, at, _: bool(leads.count_standing(s, [at.client])),
        "leads.best_undecided": lambda s, at, _: leads.best_undecided(s, [at.client]) is not None,
    },
    **client_callers.ACTS,
    UseCase.REASSIGN: {"organisation.reassign": lambda s, at, _: bool(organisation.reassign(s, [at.client], None))},
}

LOOKS: Mapping[UseCase, Mapping[str, Look]] = {
    UseCase.READ_LEADS: {
        "leads.leads_in": lambda s, _: {one.client_id for stage in Stage for one in leads.leads_in(s, stage)},
        "leads.best_by_rule": lambda s, _: {one.client_id for one in leads.best_by_rule(s)},
        "review.read_queue": lambda s, _: {one.client_id for one in review.read_queue(s).entries},
        **decision_callers.READ_LEADS,
    },
    UseCase.READ_OVERRIDES: decision_callers.READ_OVERRIDES,
    UseCase.READ_CLIENTS: {
        "review.read_rows": lambda s, r: {one.client_id for one in review.read_rows(s, _lead_ids(r))},
        **decision_callers.READ_CLIENTS,
        "review.read_cards": lambda s, r: {one.client_id for one in review.read_cards(s, _lead_ids(r), "en")},
        **client_callers.LOOKS,
        "today.read_tasks": lambda s, r: _led(r, {one.id for one in today.read_tasks(s)}),
    },
    UseCase.MERGE: {
        "merges.read_pairs": lambda s, _: {
            id_ for pair in merges.read_pairs(s) for id_ in (pair.one.id, pair.other.id)
        },
        "merges.read_import_merges": lambda s, r: {
            one.client_id for spot in r.spots for one in merges.read_import_merges(s, spot.import_id)
        },
        "merges.read_hand_merges": lambda s, _: {one.client_id for one in merges.read_hand_merges(s)},
        "merges.read_people": lambda s, r: set(merges.read_people(s, [one.client for one in r.spots])),
    },
    UseCase.FOLLOW_UP: reply_callers.FOLLOW_UP_LOOKS,
    UseCase.EXPORT_TASKS: client_callers.TASKS,
    UseCase.EXPORT: client_callers.RECOMMENDATIONS,
    UseCase.SEND: {
        "outgoing.preview": _preview,
        "recalls.read_recalls": lambda s, r: _called(r, {one.file_name for one in recalls.read_recalls(s)}),
        "sending.read_packages": lambda s, r: _filed(r, {one.file_name for one in sending.read_packages(s)}),
        **mail_callers.LOOKS,
    },
}

COUNTS: Mapping[UseCase, Mapping[str, tuple[frozenset[str] | None, Count]]] = {
    UseCase.READ_LEADS: {
        "decisions.count_reasons": (frozenset({Stage.DECLINED}), lambda s, _: sum(decisions.count_reasons(s).values())),
        "leads.count_stages": (frozenset(Stage), lambda s, _: sum(leads.count_stages(s).values())),
        "today.read_today": (None, lambda s, _: today.read_today(s).stages.clients),
        "trend.read_trend": (frozenset({Stage.OUTCOME}), lambda s, _: trend.read_trend(s).total.answered),
    },
    UseCase.SEND: {
        "outgoing.read_outgoing": (
            frozenset({Stage.WAITING}),
            lambda s, _: sum(one.leads + len(one.excluded) for one in outgoing.read_outgoing(s)),
        ),
        "sending.make_package": (
            frozenset({Stage.WAITING}),
            lambda s, _: sum(
                sending.make_package(s, one.partner_id, "en").value.leads for one in outgoing.read_outgoing(s)
            ),
        ),
        "sending.save_packages": (
            frozenset({"unsaved"}),
            lambda s, r: len(sending.save_packages(s, r.folder.parent / "out").value.packages),
        ),
        "sending.hand_out_passwords": (
            frozenset({"saved"}),
            lambda s, r: sending.hand_out_passwords(s, r.folder.parent / f"{next(iter(s.roles))}.txt").value,
        ),
    },
    **catalogue_callers.COUNTS,
    UseCase.REPLAY: {"resolving.replay": (frozenset(Stage), lambda s, _: resolving.replay(s).decisions)},
    UseCase.COMPUTE: {
        "outlook.read_outlook": (None, lambda s, _: outlook.read_outlook(s).everybody.clients),
        "scoring.compute": (None, lambda s, _: sum(_whole(scoring.compute(s).value))),
    },
}
"""With the states that are counted; None: clients, in whatever state."""


def _whole(report: scoring.ScoringReport) -> tuple[int, int]:
    return report.scored, report.reused


def _undo_nothing(session: Session) -> None:
    try:
        history.undo(session, 10**6)
    except NothingToUndo:
        return


def _give_nothing_back(session: Session) -> None:
    with suppress(NothingToUndo):
        organisation.undo_reassign(session, 10**6)


def _finish(session: Session, spot: Spot) -> ImportReport:
    return imports.finish_import(session, spot.draft, imports.plan_import(session, [_row(spot)]), []).value


def _draft(session: Session) -> drafts.ImportDraft:
    return drafts.start_draft(session, "other.xlsx", None, ["ФИО"], suggest(["ФИО"])).value


_TABLE = Table(("ФИО", "Телефон"), [("Кактусов Пётр", None)], [2])
_UNSAVED = drafts.ImportDraft(
    1, "other.xlsx", None, ("ФИО",), ColumnChoices({0: "full_name"}), None, 1, datetime(2026, 1, 1)
)


def _mapping(session: Session) -> int:
    return mappings.keep_mapping(session, "Выгрузка", ["ФИО"], ColumnChoices({0: "full_name"})).value.id


def _public_key(session: Session, login: str) -> str:
    return next(one.public_key for one in users.read_users(session) if one.login == login)


def _back_up(session: Session, folder: Path) -> None:
    """The right is there; without the key to people the backup is refused for that alone."""
    with nullcontext() if session.store.sees_people else suppress(NoPeopleKey):
        backups.make_backup(session, folder / "backups")


def _enable_quick_unlock(session: Session, folder: Path) -> None:
    with suppress(NoSafeKeyring, WrongPassword):  # the matrix asks for the right alone
        quick_unlock.enable_quick_unlock(session, folder, PASSWORD, "482913")


def _back_up_before(session: Session, folder: Path) -> None:
    with nullcontext() if session.store.sees_people else suppress(NoPeopleKey):
        backups.back_up_before(session, Reason.BY_HAND, folder / "before")


PLAIN: Mapping[UseCase, Mapping[str, Plain]] = {
    **catalogue_callers.PLAIN,
    **mail_callers.PLAIN,
    UseCase.EDIT_PARTNERS: {
        **catalogue_callers.PLAIN[UseCase.EDIT_PARTNERS],
        **mail_callers.PLAIN[UseCase.EDIT_PARTNERS],
    },
    UseCase.COMPUTE: catalogue_callers.SCORING,
    UseCase.IMPORT_CLIENTS: {
        "drafts.start_draft": lambda s, *_: _draft(s),
        "drafts.begin_draft": lambda s, *_: drafts.begin_draft(s, "other.xlsx", _TABLE),
        "mappings.columns_of": lambda s, *_: mappings.columns_of(s, _TABLE),
        "drafts.save_draft": lambda s, *_: drafts.save_draft(s, _draft(s)),
        "drafts.read_drafts": lambda s, *_: drafts.read_drafts(s),
        "new_tables.draft_files": lambda s, _, to: new_tables.draft_files(s, [to / "none.csv"]),
        "new_tables.draft_sheet": lambda s, *_: new_tables.draft_sheet(s, Source("a.xlsx"), "2025"),
        "new_tables.take_arrived": lambda s, *_: new_tables.take_arrived(s, {}),
        "new_tables.pass_over": lambda s, *_: new_tables.pass_over(s, {Path("a.csv"): FileStamp(1, 1.0)}),
        "drafts.discard_draft": lambda s, *_: drafts.discard_draft(s, _draft(s).id),
        "problem_rows.save_problem_rows": lambda s, _, to: problem_rows.save_problem_rows(
            s, to / "e.xlsx", _BAD, [], "en"
        ),
        "problem_rows.load_problem_rows": lambda s, _, to: _load_rows(s, to / "e.xlsx"),
        "mappings.read_mappings": lambda s, *_: mappings.read_mappings(s),
        "mappings.mapping_for": lambda s, *_: mappings.mapping_for(s, ["ФИО", "Телефон"]),
        "mappings.read_finder": lambda s, *_: mappings.read_finder(s),
        "imports.read_imports": lambda s, *_: imports.read_imports(s),
        "imports.plan_import": lambda s, *_: imports.plan_import(s, [client_row(900, CAR)]),
    },
    UseCase.KEEP_MAPPINGS: {
        "drafts.keep_columns": lambda s, *_: drafts.keep_columns(s, _UNSAVED),
        "mappings.keep_mapping": lambda s, *_: _mapping(s),
        "mappings.rename_mapping": lambda s, *_: mappings.rename_mapping(s, _mapping(s), "Выгрузка 2"),
        "mappings.remove_mapping": lambda s, *_: mappings.remove_mapping(s, _mapping(s)),
    },
    UseCase.DECIDE: {"history.undo": lambda s, *_: _undo_nothing(s), "history.undo_last": client_callers.undo_last},
    UseCase.REASSIGN: {
        "organisation.managers_within": lambda s, *_: organisation.managers_within(s),
        "organisation.undo_reassign": lambda s, *_: _give_nothing_back(s),
    },
    UseCase.READ_LEADS: decision_callers.PLAIN[UseCase.READ_LEADS],
    **client_callers.PLAIN,
    UseCase.READ_CLIENTS: {
        **client_callers.PLAIN[UseCase.READ_CLIENTS],
        **decision_callers.PLAIN[UseCase.READ_CLIENTS],
    },
    UseCase.SEND: {
        **mail_callers.PLAIN[UseCase.SEND],
        "sending.refuse_foreign_file": lambda s, _, to: sending.refuse_foreign_file(s, to / "passwords.txt"),
    },
    UseCase.READ_JOURNAL: {
        "journal.read_journal": lambda s, *_: journal.read_journal(s, JournalFilter()),
        "journal.check_journal": lambda s, *_: journal.check_journal(s),
        "journal.backup_heads": lambda s, *_: journal.backup_heads(s),
    },
    UseCase.EXPORT_JOURNAL: {
        "journal.export_journal": lambda s, _, to: journal.export_journal(s, JournalFilter(), to / "j.xlsx", "en"),
    },
    UseCase.READ_ORGANISATION: {"organisation.read_organisation": lambda s, *_: organisation.read_organisation(s)},
    UseCase.EDIT_ORGANISATION: {
        "organisation.add_unit": lambda s, *_: organisation.add_unit(s, "Третий отдел", 1),
        "organisation.move_unit": lambda s, *_: organisation.move_unit(s, 2, 1),
        "organisation.place_user": lambda s, *_: organisation.place_user(s, COLLEAGUE, 2),
    },
    UseCase.CHECK_BASE: {
        "doctor.examine_base": lambda s, *_: doctor.examine_base(s),
        "integrity.check_if_due": lambda s, *_: integrity.check_if_due(s),
        "integrity.check_integrity": lambda s, *_: integrity.check_integrity(s),
        "integrity.integrity_due": lambda s, *_: integrity.integrity_due(s),
        "integrity.look": lambda s, *_: integrity.look(s),
    },
    UseCase.BACK_UP: {
        "backups.make_backup": lambda s, _, to: _back_up(s, to),
        "backups.back_up_before": lambda s, _, to: _back_up_before(s, to),
    },
    UseCase.READ_USERS: {
        "users.read_users": lambda s, *_: users.read_users(s),
        "users.has_sheet": lambda s, *_: users.has_sheet(s),
        "rotation.finish_rotation": lambda s, *_: rotation.finish_rotation(s),
        "rotation.rotation_due": lambda s, *_: rotation.rotation_due(s),
        "users.read_key_news": lambda s, *_: users.read_key_news(s),
        "users.mark_key_news_told": lambda s, *_: users.mark_key_news_told(s, 1),
    },
    UseCase.GRANT_PEOPLE: {
        "users.grant_people": lambda s, *_: users.grant_people(s, STRANGER, _public_key(s, STRANGER))
    },
    UseCase.CHANGE_PASSWORD: {
        "users.change_password": lambda s, *_: users.change_password(s, PASSWORD, "quite-another-pad-27"),
    },
    UseCase.QUICK_UNLOCK: {
        "quick_unlock.read_quick_unlock": lambda s, _, to: quick_unlock.read_quick_unlock(s, to),
        "quick_unlock.enable_quick_unlock": lambda s, _, to: _enable_quick_unlock(s, to),
        "quick_unlock.renew_quick_unlock": lambda s, _, to: quick_unlock.renew_quick_unlock(s, to),
        "quick_unlock.disable_quick_unlock": lambda s, _, to: quick_unlock.disable_quick_unlock(s, to),
    },
    UseCase.MAKE_SHEET: {"users.make_sheet": lambda s, *_: users.make_sheet(s)},
    UseCase.MANAGE_USERS: {
        "users.create_user": lambda s, *_: users.create_user(s, "gleb", frozenset({Role.ANALYST})),
        "users.reset_password": lambda s, *_: users.reset_password(s, COLLEAGUE),
        "users.change_roles": lambda s, *_: users.change_roles(s, COLLEAGUE, frozenset({Role.SUPERVISOR})),
        "users.dismiss_user": lambda s, *_: users.dismiss_user(s, STRANGER),
    },
    UseCase.ROTATE_KEYS: {"rotation.rotate_keys": lambda s, *_: rotation.rotate_keys(s)},
}

CALLED_OTHERWISE: Mapping[str, str] = {
    "backups.backup_due": "says no to whoever may not",
    "backups.back_up_if_due": "does nothing for whoever may not",
    "main_job.process": "calls other use cases alone, each of which asks for its own right",
    "backups.folder_of": "tells a place on this computer",
    "rotation.dismiss_again": "works within a command that has asked",
    "users.may_make_sheet": "says no to whoever may not",
    "users.sheet_due": "says no to whoever may not",
    "users.own_words": "reads nothing but one's own public key",
    "clients.bring_in": "works within a command that has asked",
}
