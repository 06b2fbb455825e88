"""The rules of the business, tested as pure functions."""
