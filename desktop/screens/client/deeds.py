"""What each button of the card asks and then does: purchases, refusals, answers, consents, documents, why not."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from core.domain.client import DocumentKind
from core.domain.decision import RefusalReason
from core.domain.errors import CatalogueMissing, KnownError, MissingValue
from core.domain.lead import Answer, Stage
from core.intake.fields import DOCUMENT_PARTS
from core.intake.typed import typed_day, typed_money
from core.services.client_edits import edit_client, end_ownership, record_purchase, record_refusal
from core.services.consents import Withdrawn, record_consent, withdraw_consent
from core.services.outcomes import correct_outcome, record_outcome
from core.services.why_not import tell_why_not, why_not
from desktop.asked import Asked, FormShown, Sort
from desktop.screens.client.fields import title_of
from desktop.screens.client.scans import Scans

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from datetime import date

    from core.services.client_card import CardLead
    from core.services.session import Done, Session
    from core.services.why_not import WhyNot
    from desktop.desk import Desk
    from desktop.screens.client.presenter import ClientView, Read

YES: Final = "yes"
REMOVE: Final = "remove"
ANY: Final = ""
_ON: Final = "on"


class Deeds:
    """Asks by small windows; what is refused stands in them, and what was typed stays."""

    def __init__(self, view: ClientView, desk: Desk, read: Callable[[], Read | None]) -> None:
        self._view = view
        self._desk = desk
        self._now = read
        self._scans = Scans(view, desk, lambda: self._read)

    @property
    def _read(self) -> Read:
        read = self._now()
        if read is None:
            raise RuntimeError
        return read

    @property
    def _client(self) -> int:
        return self._read.card.id

    def act(self, name: str, value: int | str) -> None:
        """A button of a section, or of a document."""
        {
            "decide": lambda: self._desk.go("review", recommendation=int(value)),
            "to_send": lambda: self._desk.go("sending", tab="ready"),
            "answer": lambda: self._ask_answer(int(value)),
            "correct": lambda: self._ask_answer(int(value)),
            "bought": self._ask_purchase,
            "refused": self._ask_refusal,
            "end": lambda: self._ask_end(int(value)),
            "consent": self._ask_consent,
            "withdraw": lambda: self._withdraw(str(value)),
            "scan": lambda: self._scans.add(str(value)),
            "save_scan": lambda: self._scans.save(int(value)),
            "remove_scan": lambda: self._scans.remove(int(value)),
            "paper": lambda: self._ask_paper(str(value)),
            "why_not": self._ask_why_not,
        }[name]()

    # ------------------------------------------------------------------ services

    def _ask_purchase(self) -> None:
        if self._none_sold():
            return

        def then(_answer: str, typed: Mapping[str, Any]) -> None:
            service, on, until = int(typed["service"]), self._day(typed, _ON), self._day(typed, "until")
            client = self._client
            self._do(lambda session: record_purchase(session, client, service, on, until), "purchase_done")

        self._ask("purchase", (self._service_field(), self._day_field(_ON), self._day_field("until", "")), then)

    def _ask_refusal(self) -> None:
        if self._none_sold():
            return

        def then(_answer: str, typed: Mapping[str, Any]) -> None:
            service, on, client = int(typed["service"]), self._day(typed, _ON), self._client
            self._do(lambda session: record_refusal(session, client, service, on), "refusal_done")

        self._ask("refusal", (self._service_field(), self._day_field(_ON)), then)

    def _ask_end(self, kind: int) -> None:
        def then(_answer: str, typed: Mapping[str, Any]) -> None:
            until, client = self._wanted_day(typed, "until"), self._client
            self._do(lambda session: end_ownership(session, client, kind, until), "end_done")

        self._ask("end", (self._day_field("until"),), then)

    # ------------------------------------------------------------------ answers to offers

    def _ask_answer(self, lead_id: int) -> None:
        words, say = self._desk.words, self._desk.words.say
        lead = next((one for one in self._read.card.leads if one.id == lead_id), None)
        if lead is None:
            return
        known = lead.answer
        reasons = tuple((say("decisions", f"refusal_{one.value}"), one.value) for one in RefusalReason)
        amount = "" if lead.amount is None else words.number(lead.amount)
        day = words.day(lead.answered_on or self._desk.session.today())
        answers = tuple((say("client", f"option_{one.value}"), one.value) for one in Answer)
        reasons = ((say("client", "option_no_reason"), ""), *reasons)
        reason = "" if lead.reason is None else lead.reason.value
        fields = (
            Asked(
                "answer", say("client", "field_answer"), Sort.CHOICE, (known or Answer.BOUGHT).value, options=answers
            ),
            Asked(_ON, say("client", "field_on_answer"), value=day, note=say("client", "hint_day")),
            Asked("amount", say("client", "field_amount"), value=amount, note=say("client", "hint_amount")),
            Asked("reason", say("client", "field_reason"), Sort.CHOICE, reason, options=reasons),
        )
        self._ask(
            "correct" if known else "answer",
            fields,
            lambda _, typed: self._answer(lead, typed),
            say("client", "answer_text", service=lead.service, partner=lead.partner),
            only_with={"amount": ("answer", Answer.BOUGHT.value), "reason": ("answer", Answer.REFUSED.value)},
        )

    def _answer(self, lead: CardLead, typed: Mapping[str, Any]) -> None:
        answer, on = Answer(typed["answer"]), self._wanted_day(typed, _ON)
        amount = typed_money(typed["amount"], "amount") if answer is Answer.BOUGHT else None
        reason = RefusalReason(typed["reason"]) if answer is Answer.REFUSED and typed["reason"] else None
        record = correct_outcome if lead.stage is Stage.OUTCOME else record_outcome
        self._do(lambda session: record(session, lead.id, answer, on, amount, reason=reason), "answer_done")

    # ------------------------------------------------------------------ consents

    def _ask_consent(self) -> None:
        say = self._desk.words.say
        partners = sorted((one.name, str(one.id)) for one in self._read.catalogue.companies.values() if not one.own)
        fields = (
            Asked("consent", say("client", "field_consent")),
            self._day_field("signed_on"),
            Asked("recipients", say("client", "field_recipients"), Sort.SEVERAL, (), options=tuple(partners)),
            self._day_field("valid_until", ""),
        )

        def then(_answer: str, typed: Mapping[str, Any]) -> None:
            client, number = self._client, str(typed["consent"])
            signed_on, until = self._wanted_day(typed, "signed_on"), self._day(typed, "valid_until")
            recipients = [int(one) for one in typed["recipients"]]
            self._do(
                lambda session: record_consent(
                    session, client, number, signed_on=signed_on, recipients=recipients, valid_until=until
                ),
                "consent_done",
            )

        self._ask("consent", fields, then)

    def _withdraw(self, number: str) -> None:
        client = self._client
        self._desk.do(lambda session: withdraw_consent(session, [client], number), self._withdrawn)

    def _withdrawn(self, done: Done[Withdrawn]) -> None:
        words, told = self._desk.words, done.value
        self._desk.tell(words.say("client", "withdraw_done", n=told.stopped), icon="shield-off", entry=done.entry)
        if told.sent:
            gone = "; ".join(
                words.say("client", "gone", service=one.service, partner=one.partner, day=words.day(one.on))
                for one in told.sent
            )
            text = words.say("client", "already_sent", gone=gone)
            self._view.show_message(text, "warn", words.say("client", "to_recalls"))

    # ------------------------------------------------------------------ documents and other masked values

    def _ask_paper(self, code: str) -> None:
        words, say = self._desk.words, self._desk.words.say
        kinds = set(DocumentKind)
        codes = [f"{code}_{part}" for part in DOCUMENT_PARTS] if code in kinds else [code]
        names = {one: say("client", f"part_{one.removeprefix(f'{code}_')}") for one in codes} if code in kinds else {}
        there = code in {one.kind.value for one in self._read.card.documents} or code in self._read.card.details
        fields = tuple(Asked(one, names.get(one, title_of(words, one))) for one in codes)

        def then(answer: str, typed: Mapping[str, Any]) -> None:
            values = {one: "" if answer == REMOVE else str(typed[one]) for one in codes}
            changed = values if answer == REMOVE else {one: text for one, text in values.items() if text.strip()}
            if not changed:
                raise MissingValue(field=codes[0])
            client, name = self._client, title_of(words, code)
            self._do(lambda session: edit_client(session, client, changed), "saved", field=name)

        text = say("client", "paper_text_there" if there else "paper_text")
        remove = ((say("client", "paper_remove"), REMOVE),) if there else ()
        self._ask("paper", fields, then, text, more=remove, title=title_of(words, code))

    # ------------------------------------------------------------------ why not

    def _ask_why_not(self) -> None:
        say = self._desk.words.say
        every = (say("client", "option_any_service"), ANY)
        services = (every, *self._services())
        field = Asked("service", say("client", "field_service"), Sort.CHOICE, ANY, options=services)

        def then(_answer: str, typed: Mapping[str, Any]) -> None:
            client, chosen = self._client, str(typed["service"])
            service = int(chosen) if chosen else None
            self._view.close_form()
            self._desk.ask(
                "client_why_not",
                lambda session: why_not(session, client, service),
                lambda found: self._tell_why_not(found, service),
            )

        self._ask("why_not", (field,), then)

    def _tell_why_not(self, found: list[WhyNot], service: int | None) -> None:
        words, catalogue = self._desk.words, self._read.catalogue
        lines = []
        for one in found:
            kind = catalogue.kinds[one.kind_id].name
            name = catalogue.services[one.service_id].name if one.service_id is not None else kind
            why = tell_why_not(words.language, catalogue, one)
            lines.append(words.say("client", "why_not_line", service=name, why=why))
        title = words.say("client", "why_not_title")
        if service is not None:
            title = words.say("client", "why_not_of", service=catalogue.services[service].name)
        self._view.show_list(title, "" if lines else words.say("client", "why_not_nothing"), lines)

    # ------------------------------------------------------------------ asking and doing

    def _ask(
        self,
        name: str,
        fields: tuple[Asked, ...],
        then: Callable[[str, Mapping[str, Any]], None],
        text: str = "",
        *,
        more: tuple[tuple[str, str], ...] = (),
        title: str = "",
        only_with: Mapping[str, tuple[str, str]] | None = None,
    ) -> None:
        say = self._desk.words.say
        answers = ((say("client", f"{name}_yes"), YES), *more, (say("client", "cancel"), ""))
        title, text = title or say("client", f"{name}_title"), text or say("client", f"{name}_text")
        form = FormShown(title, text, fields, answers, only_with or {})

        def taken(answer: str, typed: Mapping[str, Any]) -> None:
            try:
                then(answer, typed)
            except KnownError as error:  # a day or an amount that is none
                self._refuse(error)

        self._view.ask_form(form, taken)

    def _do(self, command: Callable[[Session], Done[Any]], done_key: str, **blanks: object) -> None:
        def done(result: Done[Any]) -> None:
            self._view.close_form()
            self._desk.tell(self._desk.words.say("client", done_key, **blanks), entry=result.entry)

        self._desk.do(command, done, self._refuse)

    def _refuse(self, error: KnownError) -> None:
        self._view.refuse_form(self._desk.words.error(error), str(error.facts.get("field", "")))

    def _service_field(self) -> Asked:
        services = self._services()
        caption = self._desk.words.say("client", "field_service")
        return Asked("service", caption, Sort.CHOICE, services[0][1], options=services)

    def _none_sold(self) -> bool:
        """Whether there is no service at all, which is said then."""
        if self._read.catalogue.services:
            return False
        self._view.show_message(self._desk.words.error(CatalogueMissing()), "warn")
        return True

    def _services(self) -> tuple[tuple[str, str], ...]:
        """Those that this type of client buys, and the rest after them."""
        catalogue, card = self._read.catalogue, self._read.card
        of_type = {one.id: one.client_type is card.client_type for one in catalogue.kinds.values()}
        named = [
            (
                not of_type[one.kind_id],
                self._desk.words.say(
                    "client", "service_of", service=one.name, company=catalogue.companies[one.company_id].name
                ),
                str(one.id),
            )
            for one in catalogue.services.values()
        ]
        return tuple((text, value) for _, text, value in sorted(named))

    def _day_field(self, name: str, text: str | None = None) -> Asked:
        words = self._desk.words
        today = words.day(self._desk.session.today()) if text is None else text
        hint = words.say("client", "hint_day" if text is None else "hint_day_open")
        return Asked(name, words.say("client", f"field_{name}"), value=today, note=hint)

    def _day(self, typed: Mapping[str, Any], name: str) -> date | None:
        return typed_day(str(typed[name]), self._desk.session.today(), name)

    def _wanted_day(self, typed: Mapping[str, Any], name: str) -> date:
        day = self._day(typed, name)
        if day is None:
            raise MissingValue(field=name)
        return day
