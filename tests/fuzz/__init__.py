"""Files that nobody would write: mutated copies of the ugly ones, each of which ends in a table or a sentence."""
