"""The house itself: its layers, names, texts and files."""
