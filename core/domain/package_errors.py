"""Refusals about sealed packages and the keys of partners."""

from core.domain.errors import Refused, Trouble


class BadRecipient(Refused, code="bad_recipient"):
    """What was given as a partner's key is no public key of age."""


class KeyMissing(Refused, code="key_missing"):
    """The partner has no such key, or has been given another one meanwhile."""


class TitleTaken(Refused, code="title_taken"):
    """Two columns of a partner's packages would have one title. Facts: `title`."""


class BadIdentity(Refused, code="bad_identity"):
    """The file with the secret key cannot be read, or holds none of age's X25519 form."""


class BadSenderKey(Refused, code="bad_sender_key"):
    """The file with the sender's key cannot be read, or holds none."""


class ConsentEnded(Refused, code="consent_ended"):
    """A consent by which a package was made does not hold any more: its password is not given."""


class PackageUnreadable(Refused, code="package_unreadable"):
    """The file of a package cannot be read, or is longer than any package."""


class PackageNotOpened(Refused, code="package_not_opened"):
    """The secret key does not fit, or the package was changed on its way."""


class PackageForged(Refused, code="package_forged"):
    """What lies in the package is not what its sender signed."""


class PackageOfAnother(Refused, code="package_of_another"):
    """The package was signed by another key than that of the sender one trusts."""


class PackageForAnother(Refused, code="package_for_another"):
    """The package was made for another key and sealed anew for this one."""


class PackageExpired(Refused, code="package_expired"):
    """Facts: `day`, until which it could be opened."""


class PackageOpenedBefore(Refused, code="package_opened_before"):
    """Facts: `day`, on which it was opened with this key."""


class OpenedUnnoted(Trouble, code="opened_unnoted"):
    """That a package was opened cannot be noted beside the key; nothing was written."""
