"""Data only: texts, lists, templates. Read through `importlib.resources`; nothing here imports or is executed."""
