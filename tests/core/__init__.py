"""What the business is, tested storey by storey."""
