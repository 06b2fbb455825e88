"""Erasing clients: what knows them is found by the references of the records, so that no table is forgotten."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from sqlalchemy import ColumnElement, Connection, Table, delete, select, update

from core.domain.lead import LASTING, Stage
from core.storage.catalogue_steps import CatalogueSteps
from core.storage.consent_papers import ConsentPapers
from core.storage.leads import LeadRecords
from core.storage.outbox import OutboxRecords
from core.storage.packages import PackageRecords
from core.storage.people_tables import PEOPLE, package_content
from core.storage.replies import ReplyRecords
from core.storage.rows import batches
from core.storage.table_imports import TableImports
from core.storage.tables import client, metadata, portrait, recommendation

_CLIENTS = ("client_id", "other_id")
"""What the column of a client is called where its data lie."""

ERASED = "erased"
"""`scored_by` of what is left of an erased client: nobody scores it."""

_LASTING = [stage.value for stage in LASTING]


def erase_clients(connection: Connection, clients: Sequence[int], at: datetime) -> int:
    """Take these clients out as people who are to be known no more; how many of them were more than a remnant.

    Drafts of imports and rows of answers that may name them go, whosever they are.
    """
    TableImports(connection).forget_people(at)
    ReplyRecords(connection).forget_people(at)
    return take_out_clients(connection, clients, at)


def take_out_clients(connection: Connection, clients: Sequence[int], at: datetime) -> int:
    """Remove these clients from every table of both stores; how many of them were more than a remnant.

    Leads that were offered stay, with their answers, on a remnant of the client: its id, which now says nothing, and
    its type. So does the register of packages, but not the content of those with its data. A package that has not left
    is dissolved: the leads of others wait again.
    """
    erased = 0
    for some in batches(clients):
        theirs = recommendation.c.client_id.in_(some)
        _take_out_of_packages(connection, theirs, at)
        gone = select(recommendation.c.id).where(theirs, recommendation.c.stage.not_in(_LASTING))
        for table, column in _referring(recommendation):
            connection.execute(delete(table).where(column.in_(gone)))
        connection.execute(delete(recommendation).where(recommendation.c.id.in_(gone)))
        erased += len(connection.scalars(select(portrait.c.client_id).where(portrait.c.client_id.in_(some))).all())
        for table, column in _knowing_clients():
            connection.execute(delete(table).where(column.in_(some)))
        remnants = select(recommendation.c.client_id).where(theirs)
        of_them = client.c.id.in_(some)
        connection.execute(delete(client).where(of_them, client.c.id.not_in(remnants)))
        bare = {"scored_by": ERASED, "best_chance": None, "due_on": None}
        connection.execute(update(client).where(of_them).values(bare))
    CatalogueSteps(connection).forget(clients)
    ConsentPapers(connection).forget_unsigned()
    return erased


def _take_out_of_packages(connection: Connection, theirs: ColumnElement[bool], at: datetime) -> None:
    packed = select(recommendation.c.package_id).where(theirs, recommendation.c.package_id.is_not(None)).distinct()
    leads, packages, outbox = LeadRecords(connection), PackageRecords(connection), OutboxRecords(connection)
    for package_id in connection.scalars(packed).all():
        inside = leads.of_package(package_id)
        if not any(one.stage is Stage.PACKAGED for one in inside):
            continue
        if outbox.may_have_left(package_id):  # nobody can say that it has not
            leads.offer([one.id for one in inside], Stage.SENT, at, at.date())
        else:
            packages.dissolve(package_id, at)
    left = package_content.c.package_id.in_(packed)
    connection.execute(update(package_content).where(left).values(content=b""))


def _knowing_clients() -> Iterable[tuple[Table, ColumnElement[int]]]:
    """Every table with a row or rows of a client, but for that of the leads, with the column of its id."""
    people = (table for table in metadata.tables.values() if table.schema == PEOPLE)
    work = (known for known in _referring(client) if known[0] is not recommendation)
    return [*((table, table.c[name]) for table in people for name in _CLIENTS if name in table.c), *work]


def _referring(to: Table) -> Iterable[tuple[Table, ColumnElement[int]]]:
    return [
        (table, key.parent)
        for table in metadata.tables.values()
        for key in table.foreign_keys
        if key.column.table is to
    ]
