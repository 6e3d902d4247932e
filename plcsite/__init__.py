"""A static site generator for bilingual community news."""

__version__ = "0.1.0"
