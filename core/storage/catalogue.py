"""Records of the catalogue."""

from collections.abc import Iterable, Mapping

from sqlalchemy import Connection, delete, insert, select, update
from sqlalchemy.dialects.sqlite import insert as upsert

from core.domain.catalogue import (
    Catalogue,
    Cell,
    Company,
    Indicators,
    Kind,
    Service,
    company_key,
    kind_key,
    need_key,
)
from core.domain.client import ClientType
from core.domain.eligibility import Eligibility
from core.domain.text import fold
from core.storage.people_tables import synonym
from core.storage.rows import added, record
from core.storage.tables import company, kind, matrix_cell, need, partner_field, service, service_need


class CatalogueRecords:
    """Companies, kinds, services, needs, matrix, synonyms and the fields that partners may have."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def read(self) -> Catalogue:
        """The whole catalogue as one frozen value."""
        rows = self._connection.execute
        needs: dict[int, list[int]] = {}
        for row in rows(select(service_need).order_by(service_need.c.service_id, service_need.c.need_id)):
            needs.setdefault(row.service_id, []).append(row.need_id)
        return Catalogue(
            companies={
                row.id: Company(row.id, row.name, row.own, row.lead_cap, row.archived)
                for row in rows(select(company).order_by(company.c.id))
            },
            kinds={
                row.id: Kind(
                    id=row.id,
                    key=row.key,
                    name=row.name,
                    client_type=ClientType(row.client_type),
                    repeatable_after=row.repeatable_after,
                    answer_days=row.answer_days,
                    ask_again_days=row.ask_again_days,
                )
                for row in rows(select(kind).order_by(kind.c.id))
            },
            services={
                row.id: Service(
                    id=row.id,
                    name=row.name,
                    client_type=ClientType(row.client_type),
                    company_id=row.company_id,
                    kind_id=row.kind_id,
                    needs=tuple(needs.get(row.id, ())),
                    recorded=row.recorded,
                    description=row.description,
                    indicators=Indicators(
                        conversion=row.conversion,
                        weight=row.weight,
                        arppu=row.arppu,
                        arppu_source=row.arppu_source,
                        arppu_date=row.arppu_date,
                        lever=row.lever,
                        lever_reason=row.lever_reason,
                    ),
                    eligibility=Eligibility(row.least_age, row.most_age, row.least_income, tuple(row.places)),
                    archived=row.archived,
                )
                for row in rows(select(service).order_by(service.c.id))
            },
            needs={row.id: row.name for row in rows(select(need).order_by(need.c.id))},
            cells={(row.from_service, row.to_service): Cell(row.value) for row in rows(select(matrix_cell))},
        )

    def ensure_company(self, name: str, *, own: bool = False) -> int:
        """The id of the company with this name; added if it is new."""
        found = self._connection.scalar(select(company.c.id).where(company.c.key == company_key(name)))
        if found is not None:
            return int(found)
        return added(self._connection, insert(company).values(key=company_key(name), name=_tidy(name), own=own))

    def ensure_kind(self, name: str, client_type: ClientType) -> int:
        """The id of the kind with this name and client type; added if it is new."""
        key = kind_key(name, client_type)
        found = self._connection.scalar(select(kind.c.id).where(kind.c.key == key))
        if found is not None:
            return int(found)
        return added(self._connection, insert(kind).values(key=key, name=_tidy(name), client_type=client_type.value))

    def ensure_need(self, name: str) -> int:
        """The id of the need, whatever the order of its words; added if it is new."""
        found = self._connection.scalar(select(need.c.id).where(need.c.key == need_key(name)))
        if found is not None:
            return int(found)
        return added(self._connection, insert(need).values(key=need_key(name), name=_tidy(name)))

    def find_service(self, name: str, client_type: ClientType, company_id: int) -> int | None:
        """The id of the service with this key."""
        key = (service.c.key == fold(name)) & (service.c.client_type == client_type.value)
        found = self._connection.scalar(select(service.c.id).where(key, service.c.company_id == company_id))
        return None if found is None else int(found)

    def add_service(
        self, name: str, client_type: ClientType, company_id: int, kind_id: int, description: str = ""
    ) -> int:
        """Add a service and return its id."""
        values = {
            "key": fold(name),
            "name": _tidy(name).strip(" -–—"),
            "client_type": client_type.value,
            "company_id": company_id,
            "kind_id": kind_id,
            "description": description,
        }
        return added(self._connection, insert(service).values(**values, **record(Indicators())))

    def describe(self, service_id: int, description: str) -> None:
        """Replace the description of a service."""
        self._change(service_id, description=description)

    def bring_back(self, service_id: int) -> None:
        """A service and its company are not in the archive."""
        self._change(service_id, archived=False)
        its_company = select(service.c.company_id).where(service.c.id == service_id).scalar_subquery()
        self._connection.execute(update(company).where(company.c.id == its_company).values(archived=False))

    def set_needs(self, service_id: int, needs: Iterable[int]) -> None:
        """Replace the needs of a service."""
        self._connection.execute(delete(service_need).where(service_need.c.service_id == service_id))
        rows = [{"service_id": service_id, "need_id": need_id} for need_id in dict.fromkeys(needs)]
        if rows:
            self._connection.execute(insert(service_need), rows)

    def set_cells(self, cells: Mapping[tuple[int, int], Cell | None]) -> None:
        """Fill or blank (None) cells of the matrix."""
        filled = [
            {"from_service": one, "to_service": other, "value": value.value}
            for (one, other), value in cells.items()
            if value is not None
        ]
        if filled:
            put = upsert(matrix_cell)
            put = put.on_conflict_do_update(
                index_elements=["from_service", "to_service"], set_={"value": put.excluded.value}
            )
            self._connection.execute(put, filled)
        for one, other in (pair for pair, value in cells.items() if value is None):
            blank = (matrix_cell.c.from_service == one) & (matrix_cell.c.to_service == other)
            self._connection.execute(delete(matrix_cell).where(blank))

    def synonyms(self) -> dict[str, str]:
        """Folded text of tables → the phrase it stands for."""
        return {row.key: row.phrase for row in self._connection.execute(select(synonym))}

    def set_synonyms(self, synonyms: Mapping[str, str]) -> None:
        """Add or replace synonyms."""
        rows = [{"key": fold(text), "phrase": phrase} for text, phrase in synonyms.items()]
        if rows:
            put = upsert(synonym)
            put = put.on_conflict_do_update(index_elements=["key"], set_={"phrase": put.excluded.phrase})
            self._connection.execute(put, rows)

    def fields_of(self, company_id: int) -> tuple[str, ...]:
        """The fields that a partner's card allows, in their order; empty where the card says nothing yet."""
        wanted = select(partner_field.c.field).where(partner_field.c.company_id == company_id)
        return tuple(self._connection.scalars(wanted.order_by(partner_field.c.position)))

    def titles_of(self, company_id: int) -> dict[str, str]:
        """Field → its title, of those that a partner's card names in a way of its own."""
        wanted = select(partner_field.c.field, partner_field.c.title).where(
            partner_field.c.company_id == company_id, partner_field.c.title.is_not(None)
        )
        return {row.field: row.title for row in self._connection.execute(wanted)}

    def set_fields(self, company_id: int, fields: Iterable[str], titles: Mapping[str, str] | None = None) -> None:
        """Replace the fields that a partner may have, and the titles that it wants for some of them."""
        self._connection.execute(delete(partner_field).where(partner_field.c.company_id == company_id))
        named = titles or {}
        rows = [
            {"company_id": company_id, "position": place, "field": name, "title": named.get(name)}
            for place, name in enumerate(fields)
        ]
        if rows:
            self._connection.execute(insert(partner_field), rows)

    def _change(self, service_id: int, **values: object) -> None:
        self._connection.execute(update(service).where(service.c.id == service_id).values(**values))


def _tidy(name: str) -> str:
    """One line, single spaces: names stand in lists, sheets and files with one line an entry."""
    return " ".join(name.split())
