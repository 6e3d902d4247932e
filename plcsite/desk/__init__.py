"""What editors and translators ask of a site: questions answered from values, and new texts of files from old ones."""
