"""A unit of work: the records, inside one transaction over both stores."""

from collections.abc import Collection
from functools import cached_property

from sqlalchemy import Connection

from core.storage.accounts import Accounts
from core.storage.audit import Audit
from core.storage.catalogue import CatalogueRecords
from core.storage.catalogue_steps import CatalogueSteps
from core.storage.client_listing import ClientListing
from core.storage.client_numbers import ClientNumbers
from core.storage.clients import ClientRecords
from core.storage.consent_papers import ConsentPapers
from core.storage.consents import ConsentRecords
from core.storage.due_days import DueDays
from core.storage.follow_ups import FollowUps
from core.storage.joining import JoinRecords
from core.storage.journal import Journal
from core.storage.leads import LeadRecords
from core.storage.mail_accounts import MailAccountRecords
from core.storage.merges import MergeRecords
from core.storage.models import ModelRecords
from core.storage.organisation import OrganisationRecords
from core.storage.outbox import OutboxRecords
from core.storage.outcomes import OutcomeRecords
from core.storage.overrides import OverrideRecords
from core.storage.packages import PackageRecords
from core.storage.partner_addresses import PartnerAddressRecords
from core.storage.partner_keys import PartnerKeyRecords
from core.storage.places import PlaceRecords
from core.storage.promises import Promises
from core.storage.reach import EVERYBODY, Reach
from core.storage.recalls import RecallRecords
from core.storage.replies import ReplyRecords
from core.storage.saved_mappings import SavedMappings
from core.storage.saved_views import SavedViews
from core.storage.scores import ScoreRecords
from core.storage.seen_files import SeenFiles
from core.storage.table_imports import TableImports
from core.storage.tombstones import Tombstones
from core.storage.towns import Towns
from core.storage.trial_counts import TrialCounts


class UnitOfWork:
    """The records, inside one transaction over both stores. Use it only within `Store.unit_of_work`."""

    def __init__(self, connection: Connection, *, sees_people: bool) -> None:
        self._connection = connection
        self._sees_people = sees_people
        self.reach = EVERYBODY
        self.touched: set[int] = set()
        """Clients whose identity, existence or manager was changed here."""

    def keep_within(self, managers: Collection[int] | None) -> None:
        """From here on clients of these managers and of nobody; everybody's for None. Comes before any look at
        clients, leads or packages.
        """
        self.reach = Reach(None if managers is None else frozenset(managers))

    @cached_property
    def accounts(self) -> Accounts:
        """The base's own facts, users and settings."""
        return Accounts(self._connection)

    @cached_property
    def audit(self) -> Audit:
        """Who did what, in which role; append-only."""
        return Audit(self._connection, sees_people=self._sees_people)

    @cached_property
    def journal(self) -> Journal:
        """The audit as people read it, page by page."""
        return Journal(self._connection)

    @cached_property
    def organisation(self) -> OrganisationRecords:
        """Units and who stands on them."""
        return OrganisationRecords(self._connection)

    @cached_property
    def towns(self) -> Towns:
        """Where clients live."""
        return Towns(self._connection, sees_people=self._sees_people)

    @cached_property
    def catalogue(self) -> CatalogueRecords:
        """Companies, services, kinds, needs, matrix, synonyms."""
        return CatalogueRecords(self._connection)

    @cached_property
    def catalogue_steps(self) -> CatalogueSteps:
        """What was changed of the catalogue by hand, step by step."""
        return CatalogueSteps(self._connection)

    @cached_property
    def clients(self) -> ClientRecords:
        """Identity and portrait, ownership."""
        return ClientRecords(self._connection, self.reach, self.touched)

    @cached_property
    def numbers(self) -> ClientNumbers:
        """What people call clients by."""
        return ClientNumbers(self._connection, self.reach)

    @cached_property
    def listing(self) -> ClientListing:
        """What the list of clients is made of."""
        return ClientListing(self._connection, self.reach)

    @cached_property
    def merges(self) -> MergeRecords:
        """What became one, and what may be."""
        return MergeRecords(self._connection, self.reach)

    @cached_property
    def joining(self) -> JoinRecords:
        """What goes over when two clients are one."""
        return JoinRecords(self._connection)

    @cached_property
    def consents(self) -> ConsentRecords:
        """Consent documents and who signed them."""
        return ConsentRecords(self._connection)

    @cached_property
    def consent_papers(self) -> ConsentPapers:
        """Files of consent documents."""
        return ConsentPapers(self._connection)

    @cached_property
    def recalls(self) -> RecallRecords:
        """What is to be called back from partners."""
        return RecallRecords(self._connection, self.reach)

    @cached_property
    def models(self) -> ModelRecords:
        """Models, and which one is in use."""
        return ModelRecords(self._connection)

    @cached_property
    def scores(self) -> ScoreRecords:
        """Runs and the inputs of resolutions."""
        return ScoreRecords(self._connection)

    @cached_property
    def leads(self) -> LeadRecords:
        """Recommendations through all their stages, and outcomes."""
        return LeadRecords(self._connection, self.reach)

    @cached_property
    def promises(self) -> Promises:
        """With what chances answered offers were made."""
        return Promises(self._connection)

    @cached_property
    def outcomes(self) -> OutcomeRecords:
        """What came back, lead by lead."""
        return OutcomeRecords(self._connection)

    @cached_property
    def follow_ups(self) -> FollowUps:
        """Reminders, and leads that go on to the next partner."""
        return FollowUps(self._connection)

    @cached_property
    def replies(self) -> ReplyRecords:
        """What partners sent back, line by line."""
        return ReplyRecords(self._connection, self.reach)

    @cached_property
    def due_days(self) -> DueDays:
        """When what clients have ends."""
        return DueDays(self._connection, self.reach)

    @cached_property
    def trial_counts(self) -> TrialCounts:
        """Whom a trial counts."""
        return TrialCounts(self._connection)

    @cached_property
    def overrides(self) -> OverrideRecords:
        """What people decided against the numbers."""
        return OverrideRecords(self._connection, self.reach)

    @cached_property
    def places(self) -> PlaceRecords:
        """What has a place under the caps, over the whole base."""
        return PlaceRecords(self._connection)

    @cached_property
    def partner_keys(self) -> PartnerKeyRecords:
        """Records of the keys that packages are sealed for."""
        return PartnerKeyRecords(self._connection)

    @cached_property
    def partner_addresses(self) -> PartnerAddressRecords:
        """Where packages are mailed to."""
        return PartnerAddressRecords(self._connection)

    @cached_property
    def mail_accounts(self) -> MailAccountRecords:
        """From where users send letters."""
        return MailAccountRecords(self._connection)

    @cached_property
    def outbox(self) -> OutboxRecords:
        """Packages on their way by mail."""
        return OutboxRecords(self._connection)

    @cached_property
    def packages(self) -> PackageRecords:
        """The register of what leaves, and its content."""
        return PackageRecords(self._connection, self.reach)

    @cached_property
    def table_imports(self) -> TableImports:
        """Imports of tables, from their draft to their report."""
        return TableImports(self._connection, self.reach)

    @cached_property
    def seen_files(self) -> SeenFiles:
        """Files of watched folders that were looked at."""
        return SeenFiles(self._connection)

    @cached_property
    def saved_mappings(self) -> SavedMappings:
        """What the columns of tables mean, by their headers."""
        return SavedMappings(self._connection)

    @cached_property
    def saved_views(self) -> SavedViews:
        """What somebody wants to see in the list of clients again."""
        return SavedViews(self._connection)

    @cached_property
    def tombstones(self) -> Tombstones:
        """Who was erased, as codes that name nobody."""
        return Tombstones(self._connection)
