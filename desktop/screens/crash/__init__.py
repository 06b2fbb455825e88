"""What is shown when something went wrong that is our fault: the report, before it is saved."""
