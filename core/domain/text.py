"""How two spellings of one name are recognised as the same: the folding behind every key of the catalogue."""

import re
import unicodedata

_BULLETS = re.compile(r"^[\s\-–—•·*]+")
_QUOTES = re.compile(r"[\"'«»“”„‟`]")
_SPACES = re.compile(r"\s+")
_WORD = re.compile(r"[0-9a-zа-я]+")
_LATIN = re.compile(r"[a-z]")
_CYRILLIC = re.compile(r"[а-я]")
_LOOK_ALIKES = str.maketrans("abcehkmoptxy", "авсенкмортху")
_FILLERS = frozenset(
    {"и", "в", "на", "по", "до", "от", "для", "за", "из", "с", "о", "об", "к", "у", "the", "of", "and", "for"}
)

STEM = 4
"""Letters of a word that must agree: enough to join «автомобиль» and «автомобилей»."""


def fold(text: str) -> str:
    """One spelling for all: case, ё/е, bullets, quotes, repeated spaces and Latin look-alikes inside Cyrillic words."""
    text = unicodedata.normalize("NFKC", text).casefold().replace("ё", "е")
    text = _SPACES.sub(" ", _BULLETS.sub("", _QUOTES.sub("", text))).strip()
    return _WORD.sub(lambda found: _one_alphabet(found[0]), text) if _LATIN.search(text) else text


def words(text: str) -> list[str]:
    """The words of a text, folded; signs fall away."""
    return _WORD.findall(fold(text))


def stems(text: str) -> frozenset[str]:
    """The first `STEM` letters of every word that carries meaning."""
    return frozenset(word[:STEM] for word in words(text) if word not in _FILLERS)


def words_key(text: str) -> str:
    """A key that ignores the order of words: «комфорт и удобство» is «удобство и комфорт»."""
    return " ".join(sorted(word for word in words(text) if word not in _FILLERS))


def _one_alphabet(word: str) -> str:
    return word.translate(_LOOK_ALIKES) if _CYRILLIC.search(word) else word
