"""Refusals that people can do something about.

    KnownError
    ├── Refused        the request cannot be granted as it stands (wrong password, missing column, no right …)
    └── Trouble        the surroundings fail (disk full, network drive, damaged base …)

An error carries a `code`, the key of its sentence in `resources/texts/*.toml`, and `facts`, the values of that
sentence. Facts never hold personal data, contents of a table or a file name. Anything that is not a `KnownError` is
a fault of ours.
"""


class KnownError(Exception):
    """A situation with a sentence and a way out. `facts` fill the sentence's blanks."""

    code = ""

    def __init_subclass__(cls, code: str = "") -> None:
        cls.code = code

    def __init__(self, **facts: object) -> None:
        super().__init__(self.code)
        self.facts = facts


class Refused(KnownError):
    """The request cannot be granted as it stands."""


class Trouble(KnownError):
    """The surroundings fail; what was acknowledged before is kept."""


class WrongPassword(Refused, code="wrong_password"):
    """Login and password do not fit; said alike for an unknown login."""


class TooSoon(Refused, code="too_soon"):
    """After several wrong passwords the next one has to wait. Facts: `seconds`."""


class WrongPin(Refused, code="wrong_pin"):
    """The PIN of quick unlock does not fit. Facts: `left`, how many more tries there are."""


class WeakPin(Refused, code="weak_pin"):
    """A PIN that is not of 4 to 8 digits, or that anybody would try first."""


class QuickUnlockOver(Refused, code="quick_unlock_over"):
    """Only the whole password opens the base: too late, too many wrong PINs, or something has changed since."""


class NoSafeKeyring(Trouble, code="no_safe_keyring"):
    """The system has no keyring that keeps secrets safe, or it does not answer."""


class WrongSheet(Refused, code="wrong_sheet"):
    """The recovery sheet is not that of this base, or an older one, or not whole."""


class WrongGroup(Refused, code="wrong_group"):
    """A slip in the code of the recovery sheet. Facts: `group`, counted from 1."""


class LoginTaken(Refused, code="login_taken"):
    """Somebody works under this login already."""


class UnknownLogin(Refused, code="unknown_login"):
    """Nobody works under this login. Said only to those who may manage users."""


class OneTimePassword(Refused, code="one_time_password"):
    """A password that somebody else gave has to be changed before anything else is done."""


class WaitsForKey(Refused, code="waits_for_key"):
    """The role sees people, and no holder of their key has given it to this user yet."""


class NoPeopleKey(Refused, code="no_people_key"):
    """Only somebody who sees people can do this."""


class WaitsForUpdate(Refused, code="waits_for_update"):
    """The base is of an earlier version; somebody who sees people brings it up to date by signing in."""


class OwnAccount(Refused, code="own_account"):
    """Nobody takes the own account away."""


class LastAdministrator(Refused, code="last_administrator"):
    """Somebody has to stay who may manage users."""


class LastHolder(Refused, code="last_holder"):
    """Somebody has to keep the key to people's data, or the recovery sheet."""


class WeakPassword(Refused, code="weak_password"):
    """Facts: `least` characters."""


class PasswordKept(Refused, code="password_kept"):
    """A new password that is the old one."""


class NotAllowed(Refused, code="not_allowed"):
    """None of the user's roles may do this. Facts: `use_case`."""


class BeyondReach(Refused, code="beyond_reach"):
    """The role may do this, but to its own clients; these are with another manager."""


class UnknownUnit(Refused, code="unknown_unit"):
    """The organisation has no such unit."""


class UnitWithinItself(Refused, code="unit_within_itself"):
    """A unit cannot stand below itself."""


class BaseMissing(Refused, code="base_missing"):
    """There is no base in this folder."""


class BaseExists(Refused, code="base_exists"):
    """The folder of a new base must not exist yet."""


class BaseOpenElsewhere(Refused, code="base_open_elsewhere"):
    """Another program, or another window of this one, has the base open. Facts: `since`, a local time."""


class BaseNewer(Refused, code="base_newer"):
    """The base was written by a newer program."""


class UnreadableFile(Refused, code="unreadable_file"):
    """Not a table or a list that this program can read."""


class NotATable(UnreadableFile, code="not_a_table"):
    """A picture, a document, an archive: a file of another kind."""


class TableTooBig(Refused, code="table_too_big"):
    """Reading it would take more memory or time than there may be; a lonely cell far away is enough for that."""


class TooManyRows(Refused, code="too_many_rows"):
    """The table has more rows than are brought in at once; it was read to its end to say how large it is, and which
    sheets its workbook has. Facts: `rows`, `most`.
    """

    def __init__(self, rows: int = 0, columns: int = 0, most: int = 0, sheets: tuple[str, ...] = ()) -> None:
        super().__init__(rows=rows, most=most)
        self.rows, self.columns, self.sheets = rows, columns, sheets


class PasswordProtected(Refused, code="password_protected"):
    """The workbook is encrypted, and nobody gave its password."""


class WrongTablePassword(PasswordProtected, code="wrong_table_password"):
    """The password that was given does not open the workbook."""


class ForeignCipher(UnreadableFile, code="foreign_cipher"):
    """Encrypted in a way that this program cannot open even with the password: an .ods."""


class NothingPasted(Refused, code="nothing_pasted"):
    """What lies in the clipboard is no table."""


class PastedTooBig(Refused, code="pasted_too_big"):
    """A pasted block is larger than a draft carries. Facts: `most` megabytes."""


class OwnCompany(Refused, code="own_company"):
    """The base's own company where a partner is wanted. Facts: `name`."""


class PasswordFileMissing(Refused, code="password_file_missing"):
    """The named file with the password is not there or is no text."""


class ForeignFile(Refused, code="foreign_file"):
    """The file for passwords holds something else."""


class BadText(Refused, code="bad_text"):
    """Text with bytes that are no letters."""


class PlanStale(Refused, code="plan_stale"):
    """The base has changed since the import was planned, and something else would come of it now."""


class ImportNotDone(Refused, code="import_not_done"):
    """Only an import that is done and not undone yet can be undone."""


class ImportTooOld(Refused, code="import_too_old"):
    """It was done by a version that kept nothing by which it could be undone."""


class MergeGone(Refused, code="merge_gone"):
    """The two are apart already, or one of them is gone."""


class EmptyTable(Refused, code="empty_table"):
    """No header row, or no row below it."""


class NoClients(Refused, code="no_clients"):
    """A table in which no row says who it is of."""


class MissingColumns(Refused, code="missing_columns"):
    """Facts: `columns`, the needed ones that were not found, as words of our own."""


class FieldTwice(Refused, code="field_twice"):
    """Two columns of a table are mapped to the same field. Facts: `field`."""


class NotACatalogue(Refused, code="not_a_catalogue"):
    """The workbook has no sheet «Матрица кросс-услуг», or its frame is not the expected one."""


class UnknownCompany(Refused, code="unknown_company"):
    """Facts: `name` as the user typed it, `known`."""


class UnknownService(Refused, code="unknown_service"):
    """A service that the catalogue does not have."""


class CatalogueMissing(Refused, code="catalogue_missing"):
    """Nothing can be recommended while the catalogue is empty."""


class BadConsent(Refused, code="bad_consent"):
    """Not of the form NUMBER;YYYY-MM-DD;PARTNER,PARTNER|* or dated in the future."""


class MissingValue(Refused, code="missing_value"):
    """Something that cannot be left empty. Facts: `field`."""


class UnknownMapping(Refused, code="unknown_mapping"):
    """No saved mapping of this name."""


class MappingNameTaken(Refused, code="mapping_name_taken"):
    """Another saved mapping has this name."""


class UnknownRecord(Refused, code="unknown_record"):
    """A recommendation or a package that the base does not have."""


class ShownOtherwise(Refused, code="shown_otherwise"):
    """A recommendation names another service now than the one that was decided about."""


class StageForbidden(Refused, code="stage_forbidden"):
    """A lead cannot go from one stage to the other. Facts: `before`, `after`."""


class CapReached(Refused, code="cap_reached"):
    """There is no place left under a cap. Facts: `cap`, `used` of `most`."""


class NothingToUndo(Refused, code="nothing_to_undo"):
    """No decision of this user that could be undone, or it was undone before."""


class PasswordGiven(Refused, code="password_given"):
    """The password of a package is shown once, and it was."""


class NeedsClientType(Refused, code="needs_client_type"):
    """A service list that does not say who its services are for."""


class PasswordsDiffer(Refused, code="passwords_differ"):
    """A new password was typed twice, and not alike."""


class BadValue(Refused, code="bad_value"):
    """A value outside its range. Facts: `field`, `least`, `most`."""


class BadField(Refused, code="bad_field"):
    """A typed value that no field of a client can take. Facts: `field`, `problem` (a code of problems of cells)."""


class TooManyLines(Refused, code="too_many_lines"):
    """More lines are wanted than a workbook holds. Facts: `most`."""


class ForeignRows(Refused, code="foreign_rows"):
    """A workbook does not hold rows of this table that were saved to be corrected, or its columns were changed."""


class UnknownRows(Refused, code="unknown_rows"):
    """A workbook of rows to be corrected holds some that the table does not have. Facts: `count`."""


class RowsTwice(Refused, code="rows_twice"):
    """A workbook of rows to be corrected holds a row of the table more than once. Facts: `count`."""


class NeedsTerminal(Refused, code="needs_terminal"):
    """A password is wanted and there is nobody to ask."""


class NeedsSheet(Refused, code="needs_sheet"):
    """The code of a recovery sheet is wanted and there is nobody to ask."""


class NeedsPresentPassword(Refused, code="needs_present_password"):
    """The password of the base that stands in the place is wanted and there is nobody to ask."""


class NeedsTablePassword(Refused, code="needs_table_password"):
    """The password of a workbook is wanted and there is nobody to ask."""


class NeedsBase(Refused, code="needs_base"):
    """A user is named and no base."""


class FolderMissing(Refused, code="folder_missing"):
    """The named folder is not there."""


class FileMissing(Refused, code="file_missing"):
    """The named file is not there or may not be read."""


class BackupInside(Refused, code="backup_inside"):
    """Backups would lie in the folder of the base itself."""


class OtherBase(Refused, code="other_base"):
    """The backup is of another base than the one that stands there."""


class NetworkDrive(Trouble, code="network_drive"):
    """A base lives on a disk of this computer only."""


class CipherMissing(Trouble, code="cipher_missing"):
    """The encrypting SQLite is absent; nothing is written without it."""


class SqliteOld(Trouble, code="sqlite_old"):
    """This SQLite has faults that damage bases. Facts: `found`, `least`."""


class DiskFull(Trouble, code="disk_full"):
    """The disk did not take the data; the change was rolled back whole."""


class BaseDamaged(Trouble, code="base_damaged"):
    """A store or the key slots fail their checks."""


class BackupDamaged(Trouble, code="backup_damaged"):
    """The file is no backup, or it is not whole, or somebody has changed it."""


class BaseUnreadable(Trouble, code="base_unreadable"):
    """The files of a base are there and may not be read."""


class StoresApart(Trouble, code="stores_apart"):
    """`work.db` and `people.db` are of different moments, so that working on would mix them."""


class BaseBusy(Trouble, code="base_busy"):
    """Another program holds the base."""


class PlaceUnwritable(Trouble, code="place_unwritable"):
    """A base cannot be made or changed there: no right, or no such place."""


class FolderUnwritable(Trouble, code="folder_unwritable"):
    """A file could not be written there; what was to be in it stays in the base."""
