"""The page of clients."""
