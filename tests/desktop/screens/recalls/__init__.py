"""The page of what is called back."""
