"""Clients brought in: nothing lost, nobody twice."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from core.domain.client import ClientRow, ClientType, Document, DocumentKind, Identity, Portrait, Purchase
from core.domain.errors import NotAllowed
from core.domain.merging import Policy, merged_identity, merged_portrait
from core.domain.rights import Role
from core.services.scoring import compute
from core.services.session import Session
from core.services.settling import Settlement
from tests.support.bases import BANK, CAR, CASCO, SERVICE, client_row, open_filled
from tests.support.imported import import_clients


@pytest.fixture
def session(tmp_path: Path) -> Iterator[Session]:
    opened = open_filled(tmp_path)
    yield opened
    opened.close()


def test_every_row_is_accounted_for(session: Session) -> None:
    rows = [client_row(1, CAR), client_row(2), client_row(1, SERVICE), client_row(3, "непонятное")]
    report = import_clients(session, rows).value
    assert (report.rows, report.imported, report.merged, report.unknown_services) == (4, 3, 1, 1)
    again = import_clients(session, [*rows, client_row(4)]).value
    assert (again.imported, again.updated, again.unchanged, again.merged) == (1, 0, 3, 1)


def test_the_same_table_again_changes_nothing(session: Session) -> None:
    rows = [client_row(number, CAR) for number in range(1, 30)]
    first = import_clients(session, rows).value
    compute(session)
    second = import_clients(session, rows).value
    assert (second.imported, second.updated, second.unchanged) == (0, 0, 29)
    assert second.clients == first.clients
    assert compute(session).value.reused == 29


def test_blanks_are_filled_and_what_is_known_stays_unless_told_otherwise(session: Session) -> None:
    before = client_row(1, CAR, portrait=Portrait(birth_year=1980, income=50_000, job_type="employed"))
    import_clients(session, [before])
    after = replace(before, portrait=Portrait(income=70_000), identity=replace(before.identity, email="p@mail.example"))
    report = import_clients(session, [after]).value
    assert (report.updated, report.fields) == (1, {"email": 1})
    portrait, identity = told(session, report.clients[0])
    assert portrait == Portrait(birth_year=1980, income=50_000, job_type="employed")
    assert (identity.email, identity.phone) == ("p@mail.example", before.identity.phone)
    report = import_clients(session, [after], settlement=Settlement(policies={"income": Policy.OVERWRITE})).value
    assert (report.updated, report.fields) == (1, {"portrait.income": 1})
    portrait, again = told(session, report.clients[0])
    assert portrait == Portrait(birth_year=1980, income=70_000, job_type="employed")
    assert again == identity


def told(session: Session, client: int) -> tuple[Portrait, Identity]:
    with session.store.reading() as work:
        return work.clients.portraits([client])[client], work.clients.identities([client])[client]


def test_a_namesake_with_another_birth_date_is_another_person(session: Session) -> None:
    one = client_row(1)
    namesake = replace(one, identity=replace(one.identity, birth_date=date(1999, 9, 9), phone="+79990000000"))
    assert import_clients(session, [one, namesake]).value.imported == 2


def test_a_renewed_passport_keeps_the_person_and_takes_the_new_number_where_that_is_wanted(session: Session) -> None:
    def passport(number: str) -> tuple[Document, ...]:
        return (Document(DocumentKind.PASSPORT, "4510", number),)

    one = client_row(1)
    old = replace(one, identity=replace(one.identity, documents=passport("000001")))
    new = replace(one, identity=replace(one.identity, documents=passport("000002")))
    import_clients(session, [old])
    assert import_clients(session, [new]).value.unchanged == 1
    report = import_clients(session, [new], settlement=Settlement(policies={"passport": Policy.OVERWRITE})).value
    assert (report.imported, report.updated) == (0, 1)
    assert told(session, report.clients[0])[1].documents == passport("000002")


def test_a_person_is_still_known_by_a_former_phone(session: Session) -> None:
    identity = Identity(surname="Котов", name="Ян", phone="+79160000001", email="y@mail.example")
    row = ClientRow(2, ClientType.PERSON, identity, Portrait())
    dated = replace(row, identity=replace(identity, birth_date=date(1990, 1, 1)))
    moved = replace(dated, identity=replace(dated.identity, phone="+79160000002"))
    for one in (row, dated, moved):
        import_clients(session, [one])
    report = import_clients(session, [row]).value
    assert (report.imported, len(report.clients)) == (0, 1)
    with session.store.reading() as work:
        assert work.clients.count() == 1


def test_a_name_with_nothing_beside_it_is_the_same_client_when_all_is_the_same(session: Session) -> None:
    row = ClientRow(2, ClientType.PERSON, Identity(surname="Котов", name="Ян"), Portrait(), (Purchase(CAR),))
    import_clients(session, [row])
    assert import_clients(session, [row]).value.unchanged == 1


def test_one_person_named_twice_with_two_phones_is_not_updated_by_the_same_table(session: Session) -> None:
    one = client_row(1, CAR)
    rows = [one, replace(one, identity=replace(one.identity, phone="+79990000000"))]
    import_clients(session, rows)
    again = import_clients(session, rows).value
    assert (again.imported, again.updated, again.unchanged) == (0, 0, 1)


def test_legal_entities_are_known_by_their_tax_number(session: Session) -> None:
    def firm(name: str, inn: str) -> ClientRow:
        return ClientRow(2, ClientType.ENTITY, Identity(organisation=name, inn=inn), Portrait())

    report = import_clients(session, [firm("ООО Ромашка", "7701"), firm("Ромашка", "7701"), firm("Ромашка", "7702")])
    assert (report.value.imported, report.value.merged) == (2, 1)
    assert import_clients(session, [firm("ООО Ромашка", "")]).value.imported == 0


def test_a_product_sold_by_several_companies_leaves_the_company_open(session: Session) -> None:
    report = import_clients(session, [client_row(1, CASCO), client_row(2, CAR)]).value
    with session.store.reading() as work:
        owned = {one.client_id: one.service_id for one in work.clients.ownerships()}
        catalogue = work.catalogue.read()
    assert owned[report.clients[0]] is None
    service = owned[report.clients[1]]
    assert service is not None
    assert catalogue.companies[catalogue.services[service].company_id].own


def test_a_changed_client_is_pending_and_the_others_are_not(session: Session) -> None:
    rows = [client_row(number, CAR) for number in range(1, 21)]
    import_clients(session, rows)
    compute(session)
    import_clients(session, [replace(rows[0], purchases=(Purchase(CAR), Purchase(SERVICE)))])
    report = compute(session).value
    assert (report.scored, report.reused) == (1, 19)


def test_unknown_product_texts_stay_in_the_people_store_with_their_count(session: Session) -> None:
    import_clients(session, [client_row(1, "Нечто"), client_row(2, "нечто"), client_row(3, CAR)])
    with session.store.reading() as work:
        assert work.clients.unknown_products() == {"Нечто": 2}


def test_an_analyst_cannot_import(session: Session) -> None:
    with pytest.raises(NotAllowed):
        import_clients(replace(session, roles=frozenset({Role.ANALYST})), [client_row(1)])
    with session.store.reading() as work:
        assert work.clients.count() == 0


def test_a_failure_in_the_middle_of_an_import_leaves_nothing_of_it(session: Session) -> None:
    session.new_client_id = iter([1, 2]).__next__
    with pytest.raises(StopIteration):
        import_clients(session, [client_row(number) for number in range(1, 6)])
    with session.store.reading() as work:
        assert work.clients.count() == 0
    assert session.store.check() == []


def test_merging_keeps_old_values_where_the_new_ones_are_empty() -> None:
    old = Identity(surname="Котов", name="Ян", phone="+79160000000", details={"tariff": "Эконом"})
    new = Identity(surname="Котов", name="Ян", email="y@mail.example", details={"tariff": "", "salon": "Центр"})
    merged = merged_identity(old, new)
    assert merged == replace(old, email="y@mail.example", details={"tariff": "Эконом", "salon": "Центр"})
    assert merged_portrait(Portrait(income=1.0), Portrait(dependants=0)) == Portrait(income=1.0, dependants=0)


def test_the_audit_names_the_role_and_counts_but_no_person(session: Session) -> None:
    import_clients(session, [client_row(77, CAR)])
    with session.store.reading() as work:
        last = work.audit.entries()[-1]
    assert (last.role, last.use_case) == ("manager", "import_clients")
    assert "Кактусов" not in repr(last)
    assert BANK not in repr(last)


def test_codes_of_a_table_tell_namesakes_apart_and_bring_them_back(session: Session) -> None:
    def row(number: int, code: str, name: str = "Татьяна") -> ClientRow:
        identity = Identity(surname="Лебедева", name=name, details={"client_code": code} if code else {})
        return ClientRow(number, ClientType.PERSON, identity, Portrait())

    rows = [row(2, "11000"), row(3, "11001"), row(4, "11002", "Дарья")]
    first = import_clients(session, rows).value
    assert (first.imported, first.questions) == (3, 0)
    again = import_clients(session, [*reversed(rows), row(5, "11003")]).value
    assert (again.imported, again.unchanged, again.questions) == (1, 3, 0)
