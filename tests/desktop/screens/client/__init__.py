"""The card of a client."""
