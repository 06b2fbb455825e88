"""How the matrix of rights calls what is done with one client, and with the list of them."""

from collections.abc import Callable, Mapping
from contextlib import suppress
from pathlib import Path

from python_calamine import CalamineWorkbook

from core.domain.client import ClientType, DocumentKind
from core.domain.errors import NothingToUndo, UnknownRecord
from core.domain.rights import UseCase
from core.services import (
    catalogue,
    client_card,
    client_edits,
    client_erasing,
    client_export,
    client_list,
    client_views,
    consent_papers,
    consents,
    history,
    outcomes,
    queue_filter,
    recommendation_export,
    task_export,
    why_not,
)
from core.services.session import Session
from tests.support import reply_callers
from tests.support.bases import CAR, TODAY
from tests.support.ranks import PAPER, Ranks, Spot


def _service(session: Session) -> int:
    return next(iter(catalogue.read_catalogue(session).services))


def _owned(session: Session) -> int:
    return next(one.id for one in catalogue.read_catalogue(session).kinds.values() if one.name == CAR)


def _undo_nothing(undo: Callable[[Session, int], object]) -> Callable[[Session, Ranks, Path], None]:
    def act(session: Session, _ranks: Ranks, _folder: Path) -> None:
        with suppress(NothingToUndo):
            undo(session, 10**6)

    return act


def _add(session: Session) -> object:
    return client_edits.add_client(session, ClientType.PERSON, {"surname": "Агава", "phone": "8 495 123-45-67"})


def undo_last(session: Session, *_: object) -> None:
    """There is nothing to undo about a client that nobody knows."""
    with suppress(NothingToUndo):
        history.undo_last(session, 10**6)


def consent(session: Session, at: Spot, _: Path) -> bool:
    """A new paper for the first partner."""
    partner = next(one.id for one in catalogue.read_catalogue(session).companies.values() if not one.own)
    return bool(consents.record_consent(session, at.client, "С-9", signed_on=TODAY, recipients=[partner]))


def _paper(session: Session, at: Spot, folder: Path) -> bool:
    folder.mkdir(parents=True, exist_ok=True)
    file = folder / "scan.pdf"
    file.write_bytes(b"scan")
    return bool(consent_papers.add_paper(session, at.client, "С-1", file).value)


def _remove_no_paper(session: Session) -> None:
    with suppress(UnknownRecord):
        consent_papers.remove_paper(session, 10**6)


def _remove_no_view(session: Session) -> None:
    with suppress(UnknownRecord):
        client_views.remove_view(session, 10**6)


def _shown(session: Session, at: Spot, folder: Path) -> bool:
    folder.mkdir(parents=True, exist_ok=True)
    return bool(consent_papers.save_paper(session, at.client, PAPER, folder / "shown.pdf"))


def _recommendations(session: Session, ranks: Ranks) -> set[int]:
    file = ranks.folder.parent / f"{next(iter(session.roles))}-recommendations.xlsx"
    recommendation_export.export_recommendations(session, file, "en")
    with session.store.reading() as work:
        numbers = work.numbers.of([spot.client for spot in ranks.spots])
    column = [row[1] for row in CalamineWorkbook.from_path(str(file)).get_sheet_by_index(0).to_python()[1:]]
    return {client for client, number in numbers.items() if float(number) in column}


def _tasks(session: Session, ranks: Ranks) -> set[int]:
    """By the numbers that the workbook names."""
    file = ranks.folder.parent / f"tasks-{next(iter(session.roles))}.xlsx"
    task_export.export_tasks(session, file, "en")
    _, *rows = CalamineWorkbook.from_path(file).get_sheet_by_index(0).to_python()
    called = (client_list.find_called(session, f"№ {row[0]:.0f}") for row in rows)
    return {client for client in called if client is not None}


RECORD_CONSENT: Mapping[str, Callable[[Session, Spot, Path], bool]] = {
    "consents.record_consent": consent,
    "consent_papers.add_paper": _paper,
}

ACTS: Mapping[UseCase, Mapping[str, Callable[[Session, Spot, Path], bool]]] = {
    UseCase.READ_CLIENTS: {
        "consent_papers.read_papers": lambda s, at, _: bool(consent_papers.read_papers(s, at.client)),
        "client_card.read_client": lambda s, at, _: bool(client_card.read_client(s, at.client)),
        "why_not.why_not": lambda s, at, _: isinstance(why_not.why_not(s, at.client), list),
    },
    UseCase.EDIT_CLIENTS: {
        "client_edits.edit_client": lambda s, at, _: bool(client_edits.edit_client(s, at.client, {"city": "Арск"})),
        "client_edits.record_purchase": lambda s, at, _: bool(
            client_edits.record_purchase(s, at.client, _service(s), TODAY)
        ),
        "client_edits.record_refusal": lambda s, at, _: bool(
            client_edits.record_refusal(s, at.client, _service(s), TODAY)
        ),
        "client_edits.end_ownership": lambda s, at, _: bool(client_edits.end_ownership(s, at.client, _owned(s), TODAY)),
    },
    UseCase.ERASE: {
        "client_erasing.read_erasure": lambda s, at, _: bool(client_erasing.read_erasure(s, [at.client])),
        "client_erasing.erase_clients": lambda s, at, _: bool(client_erasing.erase_clients(s, [at.client])),
    },
    UseCase.EXPORT: {
        "client_export.export_clients": lambda s, at, to: bool(
            client_export.export_clients(s, [at.client], to.with_suffix(".xlsx"), "en").value
        ),
    },
    UseCase.REVEAL: {
        "consent_papers.save_paper": _shown,
        "client_card.reveal_document": lambda s, at, _: bool(
            client_card.reveal_document(s, at.client, DocumentKind.PASSPORT)
        ),
        "client_card.reveal_value": lambda s, at, _: bool(
            client_card.reveal_value(s, at.client, client_card.Shown.PHONE)
        ),
    },
}

RECOMMENDATIONS: Mapping[str, Callable[[Session, Ranks], set[int]]] = {
    "recommendation_export.export_recommendations": _recommendations
}

TASKS: Mapping[str, Callable[[Session, Ranks], set[int]]] = {"task_export.export_tasks": _tasks}

LOOKS: Mapping[str, Callable[[Session, Ranks], set[int]]] = {
    "client_list.find_clients": lambda s, _: set(client_list.find_clients(s).ids),
    "client_list.read_client_rows": lambda s, r: {
        one.id for one in client_list.read_client_rows(s, [spot.client for spot in r.spots])
    },
}

PLAIN: Mapping[UseCase, Mapping[str, Callable[[Session, Ranks, Path], object]]] = {
    UseCase.KEEP_VIEWS: {
        "client_views.keep_view": lambda s, _, to: client_views.keep_view(s, f"Казань {to.name}", {}),
        "client_views.remove_view": lambda s, *_: _remove_no_view(s),
        "client_views.undo_view": _undo_nothing(client_views.undo_view),
    },
    UseCase.READ_CLIENTS: {
        "client_views.read_views": lambda s, *_: client_views.read_views(s),
        "queue_filter.read_facets": lambda s, *_: queue_filter.read_facets(s),
        "history.read_undoable": lambda s, *_: history.read_undoable(s, [1]),
        "client_list.find_called": lambda s, *_: client_list.find_called(s, "№ 1"),
        "client_list.count_cities": lambda s, *_: client_list.count_cities(s),
        "client_list.read_sources": lambda s, *_: client_list.read_sources(s),
        "client_list.read_ahead": lambda s, *_: client_list.read_ahead(s),
    },
    UseCase.EDIT_CLIENTS: {
        "client_edits.add_client": lambda s, *_: _add(s),
        "client_edits.undo_edit": _undo_nothing(client_edits.undo_edit),
    },
    UseCase.RECORD_OUTCOME: {
        "outcomes.undo_outcome": _undo_nothing(outcomes.undo_outcome),
        **reply_callers.PLAIN,
    },
    UseCase.RECORD_CONSENT: {
        "consents.undo_consent": _undo_nothing(consents.undo_consent),
        "consent_papers.remove_paper": lambda s, *_: _remove_no_paper(s),
    },
    UseCase.WITHDRAW_CONSENT: {"consents.undo_withdrawal": _undo_nothing(consents.undo_withdrawal)},
}
