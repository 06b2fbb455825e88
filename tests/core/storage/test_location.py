"""A base lives on a disk of this computer."""

import sys
from pathlib import Path

import pytest

from core.domain.errors import NetworkDrive
from core.storage.location import Mount, refuse_network, system_mounts

HOME = "/srv/анна"


def _refused(folder: str, *mounts: Mount) -> bool:
    try:
        refuse_network(Path(folder), lambda: mounts)
    except NetworkDrive:
        return True
    return False


@pytest.mark.parametrize("kind", ["nfs", "nfs4", "cifs", "smb3", "fuse.sshfs", "fuse.rclone", "9p", "davfs", "ceph"])
def test_a_folder_on_the_network_is_refused(kind: str) -> None:
    assert _refused(f"{HOME}/A.opuntia", ("/", "ext4"), (HOME, kind))
    assert _refused(f"{HOME}/deep/er/A.opuntia", ("/", "ext4"), (HOME, kind))
    assert _refused(HOME, ("/", "ext4"), (HOME, kind))


@pytest.mark.parametrize("kind", ["ext4", "btrfs", "xfs", "overlay", "tmpfs", "zfs", "apfs", "fuseblk", "vfat"])
def test_a_folder_on_a_local_disk_is_accepted(kind: str) -> None:
    assert not _refused(f"{HOME}/A.opuntia", ("/", "ext4"), (HOME, kind))


def test_the_longest_mount_point_decides() -> None:
    network, local = (HOME, "nfs4"), (f"{HOME}/disk", "ext4")
    for mounts in ([("/", "ext4"), network, local], [local, network, ("/", "ext4")]):
        assert not _refused(f"{HOME}/disk/A.opuntia", *mounts)
        assert _refused(f"{HOME}/A.opuntia", *mounts)


def test_a_mount_point_whose_name_merely_begins_alike_does_not_count() -> None:
    assert not _refused(f"{HOME}-2/A.opuntia", ("/", "ext4"), (HOME, "nfs4"))


def test_what_was_mounted_last_on_one_point_decides() -> None:
    assert _refused(f"{HOME}/A.opuntia", ("/", "ext4"), (HOME, "autofs"), (HOME, "cifs"))
    assert not _refused(f"{HOME}/A.opuntia", ("/", "ext4"), (HOME, "cifs"), (HOME, "ext4"))


def test_a_root_on_the_network_refuses_everything_but_local_disks() -> None:
    mounts = [("/", "nfs4"), ("/local", "ext4")]
    assert _refused("/home/A.opuntia", *mounts)
    assert not _refused("/local/A.opuntia", *mounts)


def test_a_link_to_the_network_is_seen_through(tmp_path: Path) -> None:
    share = tmp_path.resolve() / "share"
    share.mkdir()
    (tmp_path / "link").symlink_to(share)
    assert _refused(str(tmp_path / "link" / "A.opuntia"), ("/", "ext4"), (str(share), "nfs4"))


def test_a_relative_path_is_judged_where_it_leads(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    assert _refused("A.opuntia", ("/", "ext4"), (str(tmp_path.resolve()), "cifs"))


def test_a_system_that_tells_no_mounts_refuses_nothing() -> None:
    assert not _refused("/anywhere/A.opuntia")


def test_names_of_mount_points_are_read_as_the_kernel_writes_them(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    table = tmp_path / "mounts"
    table.write_text(
        "/dev/sda1 / ext4 rw 0 0\n"
        r"//host/share /mnt/общая\040папка cifs rw,user=x 0 0"
        "\n"
        r"host:/x /mnt/tab\011line\012back\134slash\043hash nfs4 rw 0 0"
        "\n",
        encoding="utf-8",
    )
    monkeypatch.setattr("core.storage.location.Path", lambda name: table if name == "/proc/self/mounts" else Path(name))
    monkeypatch.setattr(sys, "platform", "linux")
    assert system_mounts() == [
        ("/", "ext4"),
        ("/mnt/общая папка", "cifs"),
        ("/mnt/tab\tline\nback\\slash#hash", "nfs4"),
    ]
    with pytest.raises(NetworkDrive):
        refuse_network(Path("/mnt/общая папка/A.opuntia"), system_mounts)


def test_this_system_tells_its_mounts(tmp_path: Path) -> None:
    assert "/" in [point for point, _ in system_mounts()]
    refuse_network(tmp_path)
