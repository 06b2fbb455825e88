"""The mail address of a partner on the page of partners: written, checked with the partner, taken away."""

from core.domain.rights import Role
from core.services.partners import read_partners
from core.services.session import Session
from desktop.screens.catalogue.addresses import Addresses
from tests.support.bases import BANK, company_id
from tests.support.desk import PlainDesk


class View:
    """Keeps what was shown last."""

    def __init__(self) -> None:
        self.address, self.state, self.confirmed, self.refused = "", "", True, ""

    def show_address(self, title: str, address: str, state: str, *, confirmed: bool) -> None:
        assert BANK in title
        self.address, self.state, self.confirmed = address, state, confirmed

    def show_address_refused(self, sentence: str) -> None:
        self.refused = sentence


def opened(session: Session) -> tuple[Addresses, View, PlainDesk]:
    view, desk = View(), PlainDesk(session)
    part = Addresses(view, desk)
    part.open(company_id(session, BANK))
    return part, view, desk


def test_an_address_is_written_checked_once_changed_and_taken_away(session: Session) -> None:
    part, view, _ = opened(session)
    assert (view.address, view.confirmed) == ("", True)
    part.save("leads@bank.example")
    assert (view.address, view.confirmed) == ("leads@bank.example", False)
    part.confirm()
    assert view.confirmed
    assert view.state.startswith("Сверен с партнёром")
    part.save("leads@bank.example")
    assert view.confirmed, "the same address needs no second call"
    part.save("other@bank.example")
    assert not view.confirmed
    part.remove()
    assert all(one.address is None for one in read_partners(session))


def test_what_is_no_address_is_told_and_nothing_changes(session: Session) -> None:
    part, view, _ = opened(session)
    part.save("leads at bank")
    assert view.refused.startswith("Это не адрес почты")
    assert all(one.address is None for one in read_partners(session))


def test_a_company_that_is_not_in_the_base_yet_gets_no_address(session: Session) -> None:
    part, view, desk = opened(session)
    part.open(10**6)
    assert desk.warned[-1].startswith("Сначала примените правки")
    assert view.refused == ""


def test_only_those_who_keep_the_cards_of_partners_have_it(session: Session) -> None:
    part, _, _ = opened(session)
    assert part.allowed
    session.roles = frozenset({Role.MANAGER})
    assert not part.allowed
