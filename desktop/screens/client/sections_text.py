"""The card's sections in words: services, recommendations, consents, what left, history."""

from collections.abc import Collection, Iterator, Sequence
from datetime import UTC, datetime
from typing import Final

from core.domain.catalogue import Catalogue
from core.domain.client import ClientType
from core.domain.journal import JournalLine
from core.domain.lead import OPEN, UNDECIDED, Answer, Stage
from core.domain.rights import UseCase
from core.services.client_card import CardComment, CardConsent, CardLead, ClientCard, Mark
from core.services.consent_papers import Paper
from core.services.entries import tell_details, tell_use_case
from desktop.screens.client.fields import groups_shown
from desktop.screens.client.shown import CardShown, DoShown, RowShown, SectionShown, breakable
from desktop.words import Words

_DECIDE: Final = UNDECIDED | {Stage.IN_REVIEW, Stage.POSTPONED}
_ANSWERABLE: Final = frozenset({Stage.TASK, Stage.SENT})
_TO_SEND: Final = frozenset({Stage.WAITING, Stage.PACKAGED})
_STAGE_SIGNS: Final = {
    Stage.DECLINED: ("x", "muted"),
    Stage.WAITING: ("clock", "info"),
    Stage.PACKAGED: ("package", "info"),
    Stage.SENT: ("send", "info"),
    Stage.TASK: ("clipboard-check", "accent"),
    Stage.POSTPONED: ("clock", "muted"),
}
_ANSWER_SIGNS: Final = {Answer.BOUGHT: ("circle-check", "ok"), Answer.REFUSED: ("circle-x", "err")}
_KNOWN_HERE: Final = frozenset({"client", "clients", "change", "paper"})
"""Details that say nothing on the card of the client itself."""

_ICONS: Final = {
    UseCase.REVEAL: "eye",
    UseCase.DECIDE: "check",
    UseCase.RECORD_OUTCOME: "clipboard-check",
    UseCase.CORRECT_OUTCOME: "clipboard-check",
    UseCase.EDIT_CLIENTS: "pencil",
    UseCase.RECORD_CONSENT: "shield-check",
    UseCase.WITHDRAW_CONSENT: "shield-off",
    UseCase.IMPORT_CLIENTS: "file-input",
    UseCase.SEND: "send",
    UseCase.REASSIGN: "users",
}


def card_shown(
    words: Words, card: ClientCard, undoable: Collection[int], catalogue: Catalogue, papers: Sequence[Paper] = ()
) -> CardShown:
    """All of a client; `papers` are the files of what it signed."""
    say = words.say
    entity = card.client_type is ClientType.ENTITY
    facts = [
        say("client", "number", number=str(card.number)),
        say("client", "entity" if entity else "person"),
        say("client", "since", day=words.day(card.added_on)),
        say("client", "manager", login=card.manager) if card.manager else say("client", "nobodys"),
        say("client", "waits") if card.waits else "",
    ]
    may_edit = UseCase.EDIT_CLIENTS in card.may
    return CardShown(
        title=card.full_name,
        subtitle=" · ".join(filter(None, facts)),
        groups=groups_shown(words, card),
        sections=(
            _leads(words, card),
            _services(words, card, may_edit=may_edit),
            _consents(words, card, papers),
            _sent(words, card),
            _history(words, card, undoable, catalogue, papers),
        ),
        note="" if may_edit else say("client", "read_only"),
        erase=say("client", "erase") if UseCase.ERASE in card.may else "",
    )


def _leads(words: Words, card: ClientCard) -> SectionShown:
    order = [OPEN | UNDECIDED, {Stage.OUTCOME}, {Stage.DECLINED}]
    rows = [_lead(words, card, one) for some in order for one in card.leads if one.stage in some]
    standing = sum(one.stage in OPEN | UNDECIDED for one in card.leads)
    note = "" if rows else words.say("client", "no_leads_pending" if card.waits else "no_leads")
    does = (DoShown(words.say("client", "why_not"), "why_not"),)
    return _section(words, "leads", rows, does, note=note, count=standing)


def _lead(words: Words, card: ClientCard, one: CardLead) -> RowShown:
    say = words.say
    icon, ink = _STAGE_SIGNS.get(one.stage, ("sparkles", "accent"))
    state = say("client", f"stage_{one.stage.value}")
    if one.stage is Stage.POSTPONED and one.postponed_until is not None:
        state = say("client", "stage_postponed_until", day=words.day(one.postponed_until))
    if one.ended:
        state = say("client", "stage_ended")
    if one.reminded_on is not None and one.answer is None:
        state = f"{state} · {say('client', 'reminded', day=words.day(one.reminded_on))}"
    if one.answer is not None and one.answered_on is not None:
        icon, ink = _ANSWER_SIGNS.get(one.answer, ("circle-dashed", "muted"))
        state = say("client", f"answer_{one.answer.value}", day=words.day(one.answered_on))
        if one.amount is not None:
            state = f"{state} · {words.money(one.amount)}"
        if one.reason is not None:
            state = f"{state} · {say('decisions', f'refusal_{one.reason.value}')}"
    partner = say("client", "own_company") if one.own else one.partner
    if one.former:
        partner = say("client", "after_former", partner=partner, former=one.former)
    score = one.score if one.stage in OPEN | UNDECIDED else None
    detail = " · ".join((partner, state))
    return RowShown(icon, ink, one.service, detail, score=score, does=tuple(_lead_does(words, card, one)))


def _lead_does(words: Words, card: ClientCard, one: CardLead) -> Iterator[DoShown]:
    offered = (
        ("decide", one.stage in _DECIDE and UseCase.DECIDE in card.may),
        ("to_send", one.stage in _TO_SEND and UseCase.DECIDE in card.may),
        ("answer", one.stage in _ANSWERABLE and UseCase.RECORD_OUTCOME in card.may),
        ("correct", one.stage is Stage.OUTCOME and UseCase.CORRECT_OUTCOME in card.may),
    )
    for name, there in offered:
        if there:
            yield _do(words, name, one.id, one.service)


def _services(words: Words, card: ClientCard, *, may_edit: bool) -> SectionShown:
    rows = [_mark(words, one, may_edit=may_edit) for one in card.marks]
    does = (_head(words, "bought"), _head(words, "refused")) if may_edit else ()
    note = words.say("client", "others_unknown" if rows else "no_services")
    return _section(words, "services", rows, does, note=note)


def _mark(words: Words, one: Mark, *, may_edit: bool) -> RowShown:
    say = words.say
    told = say("client", "source_answer" if one.answered else "source_told")
    parts = [one.partner, say("client", "until", day=words.day(one.until)) if one.until else "", told]
    icon, ink = ("circle-check", "ok") if one.bought else ("circle-x", "err")
    name = one.service or one.kind
    title = name if one.bought else say("client", "mark_refused", service=name)
    does = (_do(words, "end", one.kind_id, name),) if may_edit and one.bought and one.until is None else ()
    day = words.day(one.on) if one.on else say("client", "day_unknown")
    return RowShown(icon, ink, title, " · ".join(filter(None, parts)), day, does=does)


def _consents(words: Words, card: ClientCard, papers: Sequence[Paper]) -> SectionShown:
    """Below each document its scans."""
    rows = []
    for one in card.consents:
        rows.append(_consent(words, card, one))
        rows += [_scan(words, card, paper) for paper in papers if paper.number == one.number]
    does = (_head(words, "consent"),) if UseCase.RECORD_CONSENT in card.may else ()
    live = sum(one.live for one in card.consents)
    note = "" if rows else words.say("client", "no_consents")
    return _section(words, "consents", rows, does, note=note, count=live)


def _consent(words: Words, card: ClientCard, one: CardConsent) -> RowShown:
    say = words.say
    if one.withdrawn_on is not None:
        icon, ink, state = "shield-x", "err", say("client", "withdrawn", day=words.day(one.withdrawn_on))
    elif not one.live:
        icon, ink, state = "shield-alert", "warn", say("client", "not_live")
    else:
        icon, ink, state = "shield-check", "ok", say("client", "live")
    until = say("client", "valid_until", day=words.day(one.valid_until)) if one.valid_until else say("client", "no_end")
    purpose, signed = say("client", f"purpose_{one.purpose}"), say("client", "signed_on", day=words.day(one.signed_on))
    detail = " · ".join((purpose, ", ".join(one.recipients), signed, until))
    title = say("client", "consent_number", number=one.number)
    offered = (
        ("scan", UseCase.RECORD_CONSENT in card.may),
        ("withdraw", one.withdrawn_on is None and UseCase.WITHDRAW_CONSENT in card.may),
    )
    does = tuple(_do(words, name, one.number, title) for name, there in offered if there)
    return RowShown(icon, ink, title, detail, state, does=does)


def _scan(words: Words, card: ClientCard, one: Paper) -> RowShown:
    day = words.day(one.at.replace(tzinfo=UTC).astimezone().date())
    detail = words.say("client", "scan_of", number=one.number, day=day)
    offered = (
        ("save_scan", UseCase.REVEAL in card.may),
        ("remove_scan", UseCase.RECORD_CONSENT in card.may),
    )
    does = tuple(_do(words, name, one.id, one.name) for name, there in offered if there)
    return RowShown("paperclip", "muted", breakable(one.name), detail, words.size(one.size), does=does)


def _sent(words: Words, card: ClientCard) -> SectionShown:
    told = [(one, " · ".join(filter(None, (one.partner, one.file_name)))) for one in card.departures]
    rows = [RowShown("send", "muted", one.service, detail, words.day(one.on)) for one, detail in told]
    return _section(words, "sent", rows, note="" if rows else words.say("client", "nothing_sent"))


def _history(
    words: Words, card: ClientCard, undoable: Collection[int], catalogue: Catalogue, papers: Sequence[Paper]
) -> SectionShown:
    told = [(one.at, _comment(words, one)) for one in card.comments]
    for line in card.history:
        icon = next((icon for use_case, icon in _ICONS.items() if use_case == line.use_case), "scroll-text")
        what = tell_use_case(words.language, line.use_case)
        details = _details(words, card, line, catalogue, papers)
        does = (_do(words, "undo", line.id, what),) if line.id in undoable else ()
        detail = " · ".join(filter(None, (line.login, details)))
        told.append((line.at, RowShown(icon, "muted", what, detail, _moment(words, line.at), does=does)))
    rows = [row for _, row in sorted(told, key=lambda one: one[0], reverse=True)]
    return _section(words, "history", rows, note="" if rows else words.say("client", "no_history"))


def _comment(words: Words, one: CardComment) -> RowShown:
    about = " · ".join(filter(None, (one.partner, one.service)))
    title = words.say("client", "comment", text=one.text)
    return RowShown("message-square", "info", title, about, _moment(words, one.at))


def _details(words: Words, card: ClientCard, line: JournalLine, catalogue: Catalogue, papers: Sequence[Paper]) -> str:
    """What the journal tells by numbers the card tells by names."""
    told, left = [], {name: value for name, value in line.details.items() if name not in _KNOWN_HERE}
    services = {id_: one.name for id_, one in catalogue.services.items()}
    names = {
        "bought": services,
        "refused": services,
        "ended": {id_: one.name for id_, one in catalogue.kinds.items()},
        "recommendation": {one.id: one.service for one in card.leads},
        "scan": {one.id: breakable(one.name) for one in papers},
    }
    for name, known in names.items():
        value = left.get(name)
        if isinstance(value, int) and value in known:
            told.append(words.say("client", f"history_{name}", name=known[value]))
            del left[name]
    return " · ".join(filter(None, (*told, tell_details(words.language, line.use_case, left))))


def _moment(words: Words, told: datetime) -> str:
    at = told.replace(tzinfo=UTC).astimezone()
    return f"{words.day(at.date())}, {at:%H:%M}"


def _section(
    words: Words,
    name: str,
    rows: Collection[RowShown],
    does: tuple[DoShown, ...] = (),
    *,
    note: str = "",
    count: int | None = None,
) -> SectionShown:
    n = len(rows) if count is None else count
    return SectionShown(name, words.say("client", f"section_{name}"), words.number(n), tuple(rows), does, note)


def _head(words: Words, name: str) -> DoShown:
    return DoShown(words.say("client", f"do_{name}"), name)


def _do(words: Words, name: str, value: int | str, about: str) -> DoShown:
    word = words.say("client", f"do_{name}")
    return DoShown(word, name, value, words.say("client", "do_about", word=word, about=about))
