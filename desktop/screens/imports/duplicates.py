"""Step 4 of the import: the plan of it, sure pairs that join by themselves, doubtful ones on a desk.

Each answer goes to the draft at once. The list of pairs stands until the step is left: only then is planned anew.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final

from core.domain.client import ClientRow, Identity
from core.domain.errors import KnownError
from core.domain.merging import Policy
from core.intake.matching.pairs import MOST_DOUBTFUL
from core.services.import_plan import ImportPlan
from core.services.imports import plan_import
from core.services.merges import Person, read_people
from core.services.session import Done, Progress, Session
from core.services.settling import CLIENT, End, Question, Settlement
from desktop.desk import Desk
from desktop.screens.imports.settling_shown import DuplicatesShown, PairShown, SettlingView
from desktop.screens.imports.spoken_pairs import SECTION, all_seen, pair_shown, sample_line
from desktop.screens.imports.underway import PLAN, UnderWay

SAMPLES: Final = 5
SAME: Final = "same"
DIFFERENT: Final = "different"
LATER: Final = "later"


@dataclass(frozen=True, slots=True)
class Planned:
    """A plan and the clients of the base that its questions and samples show."""

    plan: ImportPlan
    people: Mapping[int, Person]


class Duplicates:
    """`settlement` is what the draft keeps; `changed` is called after each answer, `again` where all has to be planned
    anew at once.
    """

    def __init__(
        self,
        view: SettlingView,
        desk: Desk,
        under_way: UnderWay,
        changed: Callable[[], None],
        again: Callable[[], None],
    ) -> None:
        self._view = view
        self._desk = desk
        self._under_way = under_way
        self._changed = changed
        self._again = again
        self.begin(Settlement())

    def begin(self, settlement: Settlement) -> None:
        """Another table, with what was settled of it before."""
        self.settlement = settlement
        self._before: Settlement | None = None
        self.forget()

    def forget(self) -> None:
        """The rows are other ones: nothing is planned any more; what is settled stays."""
        self._planned: Planned | None = None
        self._answers: list[str] = []
        self._rows: Mapping[int, ClientRow] = {}
        self._on_desk = False

    @property
    def plan(self) -> ImportPlan | None:
        """As it was worked out last."""
        return None if self._planned is None else self._planned.plan

    @property
    def nothing(self) -> bool:
        """Whether there is nothing to look at and nothing to decide."""
        return self.plan is not None and not self.plan.questions and not self.plan.joined

    @property
    def left(self) -> int:
        """Pairs of the list that were left for later or not looked at."""
        answered = sum(answer != LATER for answer in self._answers)
        return len(self.plan.questions) - answered if self.plan is not None else 0

    @property
    def waits_on_samples(self) -> bool:
        """Whether the desk comes after what is looked at."""
        return self.plan is not None and bool(self.plan.questions) and not self._on_desk

    def is_planned(self, rows: Sequence[ClientRow]) -> bool:
        """Whether the plan is of these rows and of all that is settled now."""
        return self.plan is not None and self.plan.rows == rows and self.plan.settlement == self.settlement

    def run(
        self,
        rows: Sequence[ClientRow],
        came: Callable[[], None],
        failed: Callable[[KnownError], None],
        stopped: Callable[[], None],
    ) -> None:
        """Plan as long work; `came` is called once the `plan` is there."""
        settlement = self.settlement

        def work(session: Session, progress: Progress) -> Done[Planned]:
            plan = plan_import(session, rows, settlement, progress)
            shown = (*plan.questions, *plan.joined[:SAMPLES])
            ids = {end.number for one in shown for end in one.ends if end.kind == CLIENT}
            return Done(Planned(plan, read_people(session, sorted(ids))))

        def planned(found: Planned) -> None:
            self.forget()
            asked = sorted(found.plan.questions, key=lambda one: one.ends not in settlement.later)
            self._answers = [LATER for one in asked if one.ends in settlement.later]
            self._planned = replace(found, plan=replace(found.plan, questions=tuple(asked)))
            self._rows = {row.row: row for row in rows}
            self._on_desk = not found.plan.joined
            came()
            if found.plan.only_likeliest:
                self._view.show_message(lambda: self._desk.words.say(SECTION, "only_likeliest", n=MOST_DOUBTFUL))

        self._under_way.run(PLAN, work, planned, failed, stopped)

    # ------------------------------------------------------------------ deciding

    def answer(self, answer: str) -> bool:
        """Answer the pair that is looked at: SAME, DIFFERENT or LATER; whether there was one."""
        question = self._question
        if question is None or not self._on_desk or self._under_way.name:
            return False
        if answer == SAME:
            self.settlement = replace(self.settlement, same=self.settlement.same | {question.ends})
        elif answer == DIFFERENT:
            self.settlement = replace(self.settlement, different=self.settlement.different | {question.ends})
        else:
            self.settlement = replace(self.settlement, later=self.settlement.later | {question.ends})
        self._answers.append(answer)
        self._tell()
        return True

    def take_back(self) -> bool:
        """Take back the last answer, or that all answers were taken back; whether there was one."""
        if self._under_way.name:
            return False
        if self._before is not None:
            self.settlement, self._before = self._before, None
            self._again()
            return True
        if not self._answers or self.plan is None:
            return False
        self._answers.pop()
        pair, said = {self.plan.questions[len(self._answers)].ends}, self.settlement
        self.settlement = replace(said, same=said.same - pair, different=said.different - pair, later=said.later - pair)
        self._on_desk = True
        self._tell()
        return True

    def ask_anew(self) -> None:
        """Come back to the pairs left for later once all were seen, else forget all answers: that can be taken back."""
        if self._under_way.name:
            return
        if self._waits:
            self._come_back()
        elif self.answered:
            self._before, self.settlement = self.settlement, self.settlement.unasked
            self._desk.tell(self._desk.words.say(SECTION, "asked_anew"), icon="undo-2")
            self._again()

    def _come_back(self) -> None:
        """To the pairs left for later: they stand last now, unanswered."""
        planned = self._planned
        if planned is None:
            return
        said = sorted(zip(planned.plan.questions, self._answers, strict=True), key=lambda one: one[1] == LATER)
        self._planned = replace(planned, plan=replace(planned.plan, questions=tuple(pair for pair, _ in said)))
        self._answers = [answer for _, answer in said if answer != LATER]
        self.settlement, self._on_desk = replace(self.settlement, later=frozenset()), True
        self._changed()
        self.show()

    def switch_sure(self, join: bool) -> None:
        """Join sure pairs without asking, or ask."""
        if join is not self.settlement.join_sure and not self._under_way.name:
            self.settlement = replace(self.settlement, join_sure=join)
            self._again()

    def choose_policy(self, code: str, policy: Policy) -> None:
        """What the table may do to a field of known clients."""
        if policy is not self.settlement.policies.get(code, Policy.FILL) and not self._under_way.name:
            chosen = {**self.settlement.policies, code: policy}
            kept = {name: rule for name, rule in chosen.items() if rule is not Policy.FILL}
            self.settlement = replace(self.settlement, policies=kept)
            self._again()

    def look(self, *, on_desk: bool) -> None:
        """At the desk, or at the samples."""
        self._on_desk = on_desk
        self.show()

    @property
    def answered(self) -> int:
        """Answers that the draft keeps."""
        return len(self.settlement.same) + len(self.settlement.different)

    @property
    def _waits(self) -> bool:
        """Whether all pairs were seen and some were left for later."""
        return self.plan is not None and self._question is None and LATER in self._answers

    def _tell(self) -> None:
        self._before = None
        pair = self._pair()
        if pair is not None:
            self._view.show_pair(pair)
        self._view.show_anew(self._anew)
        self._changed()

    @property
    def _anew(self) -> str:
        """What can be asked again; nothing while nothing was said."""
        if self._waits:
            return self._desk.words.say(SECTION, "ask_later")
        return self._desk.words.say(SECTION, "ask_anew") if self.answered else ""

    # ------------------------------------------------------------------ showing

    def show(self) -> None:
        """The whole step."""
        plan, say = self.plan, self._desk.words.say
        if plan is None:
            return
        asked = not self.settlement.join_sure
        samples = tuple(
            sample_line(self._desk.words, (self._identity(one.ends[0]), self._identity(one.ends[1])), one.evidence)
            for one in plan.joined[:SAMPLES]
        )
        sure = say(SECTION, "sure", count=len(plan.joined)) if plan.joined or asked else ""
        no_doubts = (say(SECTION, "no_doubts"), say(SECTION, "no_doubts_text"))
        nothing = (say(SECTION, "nothing"), say(SECTION, "nothing_text"))
        self._view.show_duplicates(
            DuplicatesShown(
                sure,
                say(SECTION, "sure_text", n=len(samples)) if samples else "",
                self.settlement.join_sure,
                self._views() if samples and plan.questions else (),
                (say(SECTION, "head_one"), say(SECTION, "head_other"), say(SECTION, "head_why")),
                samples,
                self._on_desk,
                self._pair(),
                nothing if self.nothing else no_doubts,
                self._anew,
            )
        )

    def _views(self) -> tuple[tuple[str, str, str], ...]:
        words, questions = self._desk.words, len(self.plan.questions) if self.plan is not None else 0
        return (
            (words.say(SECTION, "samples"), "", "samples"),
            (words.say(SECTION, "desk"), words.number(questions), "desk"),
        )

    def _pair(self) -> PairShown | None:
        plan, question, words = self.plan, self._question, self._desk.words
        if plan is None or not plan.questions:
            return None
        if question is None:
            counts = {name: self._answers.count(name) for name in (SAME, DIFFERENT, LATER)}
            text = "all_seen_text" if counts[LATER] else "base_all_seen_text"
            return all_seen(words, text, counts, back=True)
        later = self._answers.count(LATER)
        return pair_shown(
            words,
            (len(self._answers) + 1, len(plan.questions)),
            (len(self._answers) - later, later),
            (self._end(question.ends[0]), self._end(question.ends[1])),
            (self._identity(question.ends[0]), self._identity(question.ends[1])),
            [(one.field.value, one.says.value) for one in question.evidence],
            back=bool(self._answers),
        )

    @property
    def _question(self) -> Question | None:
        plan, at = self.plan, len(self._answers)
        return plan.questions[at] if plan is not None and at < len(plan.questions) else None

    def _end(self, end: End) -> str:
        if end.kind == CLIENT:
            return self._desk.words.say(SECTION, "end_client")
        return self._desk.words.say(SECTION, "end_row", number=str(end.number))

    def _identity(self, end: End) -> Identity:
        if end.kind == CLIENT:
            person = self._planned.people.get(end.number) if self._planned is not None else None
            return person.identity if person is not None else Identity()
        return self._rows[end.number].identity
