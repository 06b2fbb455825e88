"""Over random faults, kills and decisions of people: nothing is sent twice unasked, nothing is called sent that nobody
took or vouched for.
"""

from collections import Counter
from contextlib import suppress
from datetime import datetime, timedelta
from pathlib import Path
from random import Random

import pytest

from core.domain.errors import KnownError
from core.domain.lead import Stage
from core.domain.mailing import Letter, MailAccount, Sending, Tried
from core.domain.outbox import Posting
from core.services.outbox import cancel_posting, count_as_sent, queue_package, read_outbox, send_again, try_now
from core.services.posting import post_due, settle_interrupted
from core.services.session import Session
from tests.support.bases import all_recommendations, reopen
from tests.support.mailing import give_account, open_with_packages, pass_time, post_and_be_killed

STEPS = 80
DEEDS = {"queue": 4, "wait": 4, "post": 4, "cancel": 1, "retry": 2, "ask": 2, "vouch": 1, "kill": 1}


class World:
    """A server that takes letters or not, and a person who is asked."""

    def __init__(self, draw: Random) -> None:
        self.draw = draw
        self.taken: Counter[str] = Counter()
        self.asked_twice: Counter[str] = Counter()
        self.vouched: set[int] = set()
        self.ids: dict[int, str] = {}

    def take(self, letter: Letter) -> None:
        """Where the program is killed: the server has it, or not yet."""
        if self.draw.random() < 0.5:
            self.taken[letter.message_id] += 1

    def post(self, _account: MailAccount, letter: Letter, _at: datetime) -> Tried:
        outcome = self.draw.choice(list(Sending))
        if outcome is Sending.SENT or (outcome is Sending.UNKNOWN and self.draw.random() < 0.5):
            self.taken[letter.message_id] += 1
        return Tried(outcome)


def reopened(session: Session) -> Session:
    again, now = reopen(session.store.folder), session.clock()
    again.clock = lambda: now
    return again


def live(session: Session, world: World, packages: tuple[int, ...]) -> Session:
    """One thing happens."""
    package = world.draw.choice(packages)
    states = {one.package_id: one.state for one in read_outbox(session)}
    deed = world.draw.choices(list(DEEDS), list(DEEDS.values()))[0]
    with suppress(KnownError):
        if deed == "queue":
            queue_package(session, package, "ru")
        elif deed == "wait":
            pass_time(session, timedelta(minutes=world.draw.choice([0.2, 1, 20, 90])))
        elif deed == "post":
            post_due(session, post=world.post)
        elif deed == "cancel":
            cancel_posting(session, package)
        elif deed == "retry":
            try_now(session, package)
        elif deed == "ask":
            send_again(session, package)
            assert states[package] is Posting.UNKNOWN
            world.asked_twice[message_id(session, package)] += 1
        elif deed == "vouch":
            count_as_sent(session, package)
            world.vouched.add(package)
        else:
            post_and_be_killed(session, world.take)
            session.close()
            session = reopened(session)
            settle_interrupted(session)
    return session


def message_id(session: Session, package: int) -> str:
    with session.store.reading() as work:
        item = work.outbox.one(package)
        return item.message_id if item is not None else ""


@pytest.mark.parametrize("seed", range(6))
def test_no_letter_arrives_oftener_than_people_asked_and_none_is_called_sent_without_an_answer(
    seed: int, tmp_path: Path
) -> None:
    world = World(Random(seed))
    session, packages = open_with_packages(tmp_path)
    give_account(session)
    for _ in range(STEPS):
        session = live(session, world, packages)
        for package in packages:
            id_ = message_id(session, package)
            if id_:
                world.ids[package] = id_
            sent = any(one.stage is Stage.SENT for one in all_recommendations(session) if one.package_id == package)
            assert not sent or package in world.vouched or world.taken[world.ids[package]]
        for id_, count in world.taken.items():
            assert count <= 1 + world.asked_twice[id_]
    assert sum(world.taken.values())
    session.close()
