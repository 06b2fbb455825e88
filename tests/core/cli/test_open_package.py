"""A sealed package on the partner's command line."""

import json
from datetime import datetime
from pathlib import Path

import pytest

from core.cli import main
from core.services.package_opening import sender_line, sender_words
from tests.support.sealed import IDENTITY, PUBLIC, package


def test_a_package_is_opened_told_of_and_not_opened_twice(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file, key, sender, out = (tmp_path / name for name in ("p.age", "key.txt", "vega.key", "out"))
    file.write_bytes(package(expires_at=datetime(2999, 1, 1)))
    key.write_text(IDENTITY)
    sender.write_text(sender_line(PUBLIC))
    command = ["open-package", str(file), "--identity", str(key), "--out", str(out), "--lang", "en"]
    assert main(command) == 0
    told = capsys.readouterr().out
    assert "Package from “Автоград Вега” for “Полис-Маяк”" in told
    assert " ".join(sender_words(PUBLIC, "en")) in told
    assert "2 leads" in told
    assert main([*command, "--json"]) == 2
    refused = capsys.readouterr()
    assert json.loads(refused.out)["reason"] == "package_opened_before"
    assert "--again" in refused.err
    assert main([*command, "--again", "--sender", str(sender), "--json"]) == 0
    facts = json.loads(capsys.readouterr().out)
    assert facts["sender_known"] is True
    assert all(Path(one).is_file() for one in facts["written"])
