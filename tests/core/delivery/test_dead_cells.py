"""What a spreadsheet might take for a formula leaves as text and comes back as the same text, whoever opens it: the
reader of this program always, LibreOffice too where it is installed.
"""

import io
import shutil
import subprocess
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from python_calamine import CalamineWorkbook

from core.delivery.workbook import leads_workbook
from core.domain.journal import AuditHead
from core.intake.tables import read_table

BEGINNINGS = (
    "=",
    "+",
    "-",
    "@",
    "\t=",
    "\r=",
    "\n=",
    "|",
    "%",
    "＝",
    "＋",
    "－",
    "＠",
    "'=",
    '"=',
    "{=",
    ";=",
    "\u200b=",
)
REST = (
    "1+1",
    "SUM(A1:A9)",
    "cmd|' /C calc'!A0",
    'HYPERLINK("https://host.example/","x")',
    "WEBSERVICE(A1)",
    "79160000001",
)
TEXTS = [f"{beginning}{rest}" for beginning in BEGINNINGS for rest in REST]
OFFICE = shutil.which("soffice")


def by_this_program(file: Path) -> list[str]:
    return [str(row[0]) for row in read_table(file).rows]


def by_libreoffice(file: Path) -> list[str]:
    """Opened and saved by it, so that whatever would come alive has."""
    home = file.parent / "office"
    profile = f"-env:UserInstallation={home.as_uri()}"
    convert = ["--headless", "--convert-to", "xlsx", "--outdir", str(home), str(file)]
    subprocess.run([OFFICE or "", profile, *convert], check=True, capture_output=True)
    saved = (home / file.name).read_bytes()
    with zipfile.ZipFile(io.BytesIO(saved)) as parts:
        sheets = [parts.read(name) for name in parts.namelist() if name.startswith("xl/worksheets/")]
        assert not any(b"<f>" in one or b"<f " in one or b"<hyperlink" in one for one in sheets)
        assert not [name for name in parts.namelist() if "externalLink" in name]
    return [str(row[0]) for row in CalamineWorkbook.from_filelike(io.BytesIO(saved)).get_sheet_by_index(0).to_python()][
        1:
    ]


READERS: list[Callable[[Path], list[str]]] = [by_this_program, *([by_libreoffice] if OFFICE else [])]


@pytest.mark.parametrize("read", READERS)
def test_no_beginning_of_a_formula_comes_alive_in_a_package(read: Callable[[Path], list[str]], tmp_path: Path) -> None:
    titles = {"full_name": "Клиент", "phone": "Телефон"}
    rows = [(text, "79160000001") for text in TEXTS]
    file = tmp_path / "leads.xlsx"
    file.write_bytes(leads_workbook(("full_name", "phone"), rows, titles, "Лиды", journal=AuditHead(1, "ab" * 32)))
    assert read(file) == TEXTS
