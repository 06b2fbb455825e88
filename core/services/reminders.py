"""Reminders: a partner is asked again what became of leads, by the files they left in, without a person in the text."""

from collections.abc import Sequence
from dataclasses import dataclass

from core.domain.errors import StageForbidden, UnknownRecord
from core.domain.lead import Answer, Stage
from core.domain.recommendation import Recommendation
from core.domain.rights import UseCase
from core.services.client_edits import keep_changes
from core.services.outcomes import CHANGED, REMINDERS
from core.services.recalls import FIRST_ROW
from core.services.session import Done, Session
from core.services.wording import Language, say, say_day
from core.storage.packages import StoredPackage
from core.storage.unit_of_work import UnitOfWork


@dataclass(frozen=True, slots=True)
class Reminder:
    """What one partner is written about `leads`: neither line names anybody."""

    partner: str
    leads: tuple[int, ...]
    subject: str
    text: str


def remind(session: Session, leads: Sequence[int], language: Language) -> Done[Reminder]:
    """The letter to the one partner that has all these leads, with files, rows, and since when; that it was reminded
    today is noted on them, and undone as an answer is.

    Raises StageForbidden (one did not go to a partner, or is answered otherwise than by "no answer"), UnknownRecord
    (none, or with several partners), BeyondReach.
    """
    with session.doing(UseCase.FOLLOW_UP) as deed:
        letter, clients = _letter(deed.work, leads, session.company, language)
        notes = deed.work.follow_ups.remind(letter.leads, session.today(), session.user_id)
        keep_changes(deed, session, {}, {REMINDERS: notes})
        deed.details |= {"reminded": list(letter.leads)}
        deed.details |= {"client": clients[0]} if len(clients) == 1 else {"clients": len(clients)}
    return Done(letter, CHANGED, deed.entry)


def _letter(work: UnitOfWork, leads: Sequence[int], company: str, language: Language) -> tuple[Reminder, list[int]]:
    found = _sent(work, leads)
    catalogue = work.catalogue.read()
    partners = {catalogue.services[one.service_id].company_id for one in found}
    if len(partners) != 1:
        raise UnknownRecord
    packages = {one.id: one for one in work.packages.some(sorted({one.package_id or 0 for one in found}))}
    lines = [_line(packages[one.package_id or 0], one, language) for one in found if one.package_id in packages]
    letter = Reminder(
        partner=catalogue.companies[partners.pop()].name,
        leads=tuple(one.id for one in found),
        subject=say(language, "reminders", "subject"),
        text=say(language, "reminders", "letter", lines="\n".join(lines), company=company),
    )
    return letter, sorted({one.client_id for one in found})


def _sent(work: UnitOfWork, leads: Sequence[int]) -> list[Recommendation]:
    found = work.leads.some(leads)
    answers = work.leads.outcomes([one.id for one in found])
    for one in found:
        silent = one.id in answers and answers[one.id].answer is Answer.NO_ANSWER and one.package_id is not None
        if one.stage is not Stage.SENT and not silent:
            raise StageForbidden(before=one.stage.value, after=Stage.SENT.value)
    if not found:
        raise UnknownRecord
    return sorted(found, key=lambda one: (one.package_id or 0, one.id))


def _line(package: StoredPackage, lead: Recommendation, language: Language) -> str:
    rows = package.lead_ids or ()
    facts = {"file": package.file_name, "day": say_day(language, lead.offered_on or lead.stage_since.date())}
    if lead.id not in rows:
        return say(language, "reminders", "line_unknown", **facts)
    return say(language, "reminders", "line", row=rows.index(lead.id) + FIRST_ROW, **facts)
