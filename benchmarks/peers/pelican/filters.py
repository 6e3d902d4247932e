"""Filters of the plain theme, in a module of their own: Pelican's cache holds its settings, which must pickle."""

from __future__ import annotations

from datetime import date

from babel.dates import format_date

LOCALES = {"en": "en_GB", "nl": "nl_BE"}


def day(value: date, style: str, lang: str) -> str:
    """A date as its language writes it."""
    return format_date(value, style, locale=LOCALES[lang])


def capital(text: object) -> str:
    """A text with its first letter as a capital."""
    return str(text)[:1].upper() + str(text)[1:]
