"""What a build must be able to do before it is handed on: open a base, score, package, draw every screen.

Prints one line of JSON; exit code 0 where all of it worked.
"""

from __future__ import annotations

import json
import os
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

from PySide6.QtWidgets import QApplication


def main(_argv: Sequence[str] = ()) -> int:
    """Run the test in a folder of its own, without a screen."""
    os.environ["QT_QPA_PLATFORM"] = "offscreen"
    from core.services.sample import BASE_FOLDER, LOGIN, PASSWORD, make_sample  # noqa: PLC0415 (after the platform)
    from core.services.session import sign_in  # noqa: PLC0415
    from desktop.theme import IN_ONE_STYLE, Scheme  # noqa: PLC0415
    from desktop.tour import SMALL, Guide, Look  # noqa: PLC0415

    began = time.monotonic()
    app = QApplication(["opuntia", *IN_ONE_STYLE])
    app.setQuitOnLastWindowClosed(False)
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder)
        sample = make_sample(home / "sample")
        session = sign_in(home / "sample" / BASE_FOLDER, LOGIN, PASSWORD)
        is_sample = session.is_sample
        session.close()
        guide = Guide(home)
        empty, screens = [], 0
        for name, _, window in guide.walk([Look(Scheme.LIGHT, "ru", SMALL)]):
            screens += 1
            image = window.grab().toImage()
            colours = {image.pixel(x, y) for x in range(0, image.width(), 7) for y in range(0, image.height(), 7)}
            if len(colours) < 3:  # one ground and nothing on it
                empty.append(name)
        guide.close()
    report = sample.report
    good = is_sample and not empty and bool(report.packages) and report.scored.scored > 0
    result = {
        "good": good,
        "clients": report.imported.rows,
        "scored": report.scored.scored,
        "packages": len(report.packages),
        "screens": screens,
        "empty": empty,
        "seconds": round(time.monotonic() - began, 1),
    }
    print(json.dumps(result))  # noqa: T201 (this is its output)
    return 0 if good else 1


if __name__ == "__main__":
    sys.exit(main())
