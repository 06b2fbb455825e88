"""What ships beside the code opens only as it was signed, for what it was signed."""

import pytest

from core.vault.release import open_release, seal_release
from core.vault.sealing import NotOpened

CONTENT = b"a model file"


def test_what_was_signed_opens_with_the_public_half() -> None:
    file, public = seal_release(CONTENT, "a model")
    assert open_release(file, "a model", public) == CONTENT


def test_every_flipped_byte_and_every_cut_is_refused() -> None:
    file, public = seal_release(CONTENT, "a model")
    broken = [file[:at] + bytes([file[at] ^ 1]) + file[at + 1 :] for at in range(len(file))]
    for damaged in [*broken, *(file[:at] for at in range(len(file)))]:
        with pytest.raises(NotOpened):
            open_release(damaged, "a model", public)


def test_another_purpose_or_another_key_is_refused() -> None:
    file, public = seal_release(CONTENT, "a model")
    _, stranger = seal_release(CONTENT, "a model")
    with pytest.raises(NotOpened):
        open_release(file, "a list", public)
    with pytest.raises(NotOpened):
        open_release(file, "a model", stranger)
