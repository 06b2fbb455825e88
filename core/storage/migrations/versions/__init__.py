"""One file per schema version. A base is only migrated forwards; going back means restoring a backup."""
