"""Tooltips that show what is written, letter by letter, whatever a table of others has in its cells."""

from html import escape


def as_tip(text: str) -> str:
    """The text for a tooltip. Qt takes what looks like HTML for HTML, and would fetch the pictures it names."""
    if "<" not in text and "&" not in text:
        return text
    lines = escape(text).replace("\n", "<br>")
    return f"<qt>{lines}</qt>"
