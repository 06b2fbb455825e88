"""Data only: texts, lists, templates. Read under `PLACE`; nothing here is executed."""

from pathlib import Path
from typing import Final

PLACE: Final = Path(__file__).parent
"""The folder of the data. `importlib.resources` would load its zip reader before the first window."""
