"""The recovery sheet on paper, by Qt's own print support."""

from collections.abc import Sequence

from PySide6.QtGui import QFont, QTextCharFormat, QTextCursor, QTextDocument
from PySide6.QtWidgets import QDialog, QWidget


def sheet_document(lines: Sequence[str]) -> QTextDocument:
    """The lines as a page: the first one large, groups of digits larger than the rest."""
    document = QTextDocument()
    cursor = QTextCursor(document)
    for place, line in enumerate(lines):
        style = QTextCharFormat()
        style.setFontPointSize(20 if place == 0 else 16 if line[-6:].isdigit() else 11)
        style.setFontWeight(QFont.Weight.DemiBold if place == 0 else QFont.Weight.Normal)
        cursor.insertText(line, style)
        cursor.insertBlock()
    return document


def print_sheet(parent: QWidget, lines: Sequence[str]) -> str:
    """Ask for a printer and print; "printed", "no_printer", or "" where a person thought better of it."""
    from PySide6.QtPrintSupport import QPrintDialog, QPrinter, QPrinterInfo  # noqa: PLC0415 (loads the print system)

    if not QPrinterInfo.availablePrinterNames():
        return "no_printer"
    printer = QPrinter(QPrinter.PrinterMode.HighResolution)
    if QPrintDialog(printer, parent).exec() != QDialog.DialogCode.Accepted:
        return ""
    sheet_document(lines).print_(printer)
    return "printed"
