"""The window around the pages: navigation, sheet, status bar, job strip, toast, palette, notices.

It knows pages only as `desktop.widgets.page.Page`; which there are is `desktop/bootstrap.py`'s to say. Start with
`frame.py`.
"""
