"""Markdown in, safe pieces out: what happens to the words of a body, of a title and of a caption."""
