"""Builds the program's folder and tries it as people have it: elsewhere, in an empty home, without this repository.

    python -m installer.freeze [--keep]

`--keep` tries the folder that stands there instead of building it anew. The exit code is that of the self-test, or of
the first step before it that fails.
"""

import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Final

from installer.contents import ROOT, project
from installer.opuntia import SELF_TEST

BUILD: Final = ROOT / "build"
MOST_SECONDS: Final = 900

_HEAVY_SYMBOLS: Final = ("sqlcipher3/_sqlite3.*.so", "libpython3.*.so.*")
"""Libraries that are mostly symbols. Stripping all would break numpy, whose libraries were altered after linking."""
_FROM_HERE: Final = ("PATH", "LANG", "LC_ALL", "TMPDIR", "SYSTEMROOT", "WINDIR", "TEMP", "TMP")
_LATE: Final = "opuntia.log"
"""What a window's program writes once all its modules are loaded."""


def main(argv: Sequence[str]) -> int:
    """Build, try, tell; returns an exit code."""
    name, version = project()
    folder = BUILD / name
    if "--keep" not in argv:
        began = time.monotonic()
        if code := build(folder):
            return code
        say(f"Built {name} {version} in {time.monotonic() - began:.0f} s.")
    say(f"{folder.relative_to(ROOT)}: {size(folder) / 1e6:.0f} MB.")
    if missing := missing_libraries(folder):
        say(f"Libraries that it needs are neither in it nor on this system: {', '.join(missing)}.")
        return 1
    with tempfile.TemporaryDirectory() as place:
        return Trial(folder / (f"{name}.exe" if os.name == "nt" else name), Path(place)).run()


def build(folder: Path) -> int:
    """Let PyInstaller make the folder from nothing; returns its exit code."""
    work = BUILD / "freeze"
    for old in (folder, work):
        shutil.rmtree(old, ignore_errors=True)
    recipe = ROOT / "installer" / "opuntia.spec"
    options = ["--noconfirm", "--log-level", "ERROR", "--distpath", str(BUILD), "--workpath", str(work)]
    code = subprocess.call([sys.executable, "-m", "PyInstaller", *options, str(recipe)], cwd=ROOT)  # noqa: S603
    if code == 0:
        strip(folder)
    return code


def strip(folder: Path) -> None:
    """Take the symbols out of the two libraries that consist of them, where the system has the tool."""
    tool = shutil.which("strip")
    if sys.platform != "linux" or tool is None:
        return
    for pattern in _HEAVY_SYMBOLS:
        for file in folder.glob(f"_internal/{pattern}"):
            if not file.is_symlink():
                subprocess.run([tool, "--strip-unneeded", str(file)], check=True)  # noqa: S603


def missing_libraries(folder: Path) -> list[str]:
    """Names of libraries that something in the folder loads and that are not to be found; looked for on Linux only."""
    tool = shutil.which("ldd")
    if sys.platform != "linux" or tool is None:
        return []
    libraries = [str(file) for file in folder.rglob("*.so*") if not file.is_symlink()]
    surroundings = os.environ | {"LD_LIBRARY_PATH": str(folder / "_internal")}
    told = subprocess.run(  # noqa: S603
        [tool, *libraries], env=surroundings, capture_output=True, text=True, check=False
    ).stdout
    return sorted({line.split()[0] for line in told.splitlines() if line.endswith("not found")})


def size(folder: Path) -> int:
    """Bytes of all files in a folder."""
    return sum(file.lstat().st_size for file in folder.rglob("*") if file.is_file())


class Trial:
    """A built program in a place of its own: an empty home, another folder to stand in, none of our variables."""

    def __init__(self, program: Path, place: Path) -> None:
        self.program = program
        self.place = place
        self.home = place / "home"
        self.cwd = place / "elsewhere"
        self.home.mkdir()
        self.cwd.mkdir()
        own = {"HOME": str(self.home), "USERPROFILE": str(self.home), "APPDATA": str(self.home)}
        own |= {"LOCALAPPDATA": str(self.home), "OPUNTIA_LANG": "en", "QT_QPA_PLATFORM": "offscreen"}
        self.environment = {name: os.environ[name] for name in _FROM_HERE if name in os.environ} | own

    def run(self) -> int:
        """Every way into the program; returns the exit code."""
        for step in (self.greet, self.demonstrate, self.read_table, self.show, self.test):
            if code := step():
                say(f"The built program failed ({step.__name__}, exit code {code}).")
                return code
        return 0

    def greet(self) -> int:
        """The headless face says what it can."""
        code, seconds, told = self.call("--help")
        say(f"Start without a window: {seconds:.1f} s.")
        return code or (0 if "demo" in told else 1)

    def demonstrate(self) -> int:
        """The main job on the sample: base, migrations, reading, scoring, packages."""
        code, seconds, _ = self.call("demo", str(self.place / "demo"))
        packages = list((self.place / "demo" / "packages").glob("*.xlsx"))
        say(f"The sample company: {len(packages)} packages in {seconds:.1f} s.")
        return code or (0 if packages else 1)

    def read_table(self) -> int:
        """The hidden command that foreign tables are read with."""
        tables = sorted((self.place / "demo").glob("*.xlsx"))
        if not tables:
            return 1
        wish = {"path": str(tables[0]), "wish": {}, "careful": False, "what": "table"}
        code, seconds, told = self.call("read-table", said=json.dumps(wish))
        say(f"A table in a process of its own: {seconds:.1f} s.")
        return code or (0 if '"end"' in told else 1)

    def show(self) -> int:
        """The window: how long until its program stands. It is ended again at once."""
        home = self.place / "window"
        began = time.monotonic()
        window = subprocess.Popen(  # noqa: S603
            [self.program], cwd=self.cwd, env=self.environment | {"OPUNTIA_HOME": str(home)}, stderr=subprocess.DEVNULL
        )
        try:
            while window.poll() is None and time.monotonic() - began < MOST_SECONDS:
                if (home / _LATE).exists():
                    say(f"Start with a window: {time.monotonic() - began:.1f} s.")
                    return 0
                time.sleep(0.01)
            return window.poll() or 1
        finally:
            window.kill()
            window.wait()

    def test(self) -> int:
        """The self-test, whose line is shown."""
        code, seconds, told = self.call(SELF_TEST)
        say(f"Self-test in {seconds:.1f} s: {told.strip()}")
        return code

    def call(self, *arguments: str, said: str | None = None) -> tuple[int, float, str]:
        """Run the program; (exit code, seconds, standard output). What it says of troubles is passed on."""
        began = time.monotonic()
        done = subprocess.run(  # noqa: S603
            [self.program, *arguments],
            input=said or "",
            cwd=self.cwd,
            env=self.environment,
            capture_output=True,
            encoding="utf-8",
            timeout=MOST_SECONDS,
            check=False,
        )
        if done.returncode != 0:
            say(done.stderr.strip())
        return done.returncode, time.monotonic() - began, done.stdout


def say(sentence: str) -> None:
    """Speak on standard output at once, in step with what PyInstaller says."""
    print(sentence, flush=True)  # noqa: T201 (this is its output)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
