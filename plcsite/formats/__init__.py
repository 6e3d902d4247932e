"""Output formats: one file each. A format is found by its file, so adding one touches one place."""
