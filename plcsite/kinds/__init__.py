"""Content types: one file each. A kind is found by its file, so adding one touches one place."""
