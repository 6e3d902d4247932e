"""The codes of diagnostics: a stable name each, how much it matters, and what it means.

Settings may move a code between severities and a file may `ignore:` it, unless it guards security or facts.
"""

from __future__ import annotations

from collections.abc import Mapping

from plcsite.diagnostics import Diagnostic, Location, Severity, Text, say
from plcsite.values import Value, replace

ERROR, WARNING, ADVICE = Severity.ERROR, Severity.WARNING, Severity.ADVICE


class Code(Value):
    """`fixed` codes guard security or facts: their severity can't be lowered, nor the code ignored.

    Those that are `guessed` are not looked for by every run, so that an `ignore` of one may silence nothing.
    """

    severity: Severity
    meaning: Text
    fixed: bool = False
    guessed: bool = False


CODES: Mapping[str, Code] = {
    # files
    "not-utf8": Code(ERROR, say("the file is not UTF-8 text"), fixed=True),
    "control-character": Code(WARNING, say("an invisible control character was left out")),
    "file-empty": Code(ERROR, say("the file is empty")),
    "file-too-large": Code(ERROR, say("the file is larger than plcsite reads"), fixed=True),
    "file-unreadable": Code(ERROR, say("a file that can't be read")),
    "name-clash": Code(ERROR, say("two names differ only in case or in how accents are stored")),
    "name-unreadable": Code(ERROR, say("a file name is not UTF-8")),
    "symlink-refused": Code(ERROR, say("a symbolic link; plcsite reads only real files"), fixed=True),
    "language-unknown": Code(ERROR, say("a folder of content for a language the settings don't have")),
    "secret-refused": Code(ERROR, say("a file that looks like a secret would be published"), fixed=True),
    "type-refused": Code(ERROR, say("a file of a type that is not published"), fixed=True),
    # front matter and settings
    "front-matter-missing": Code(ERROR, say("the file does not begin with front matter")),
    "front-matter-unclosed": Code(ERROR, say("the front matter has no closing ---")),
    "front-matter-not-keys": Code(ERROR, say("the front matter is not a set of keys with values")),
    "yaml-syntax": Code(ERROR, say("the front matter is not valid YAML")),
    "yaml-refused": Code(ERROR, say("YAML anchors, aliases, merge keys and tags are refused"), fixed=True),
    "yaml-too-large": Code(ERROR, say("the front matter is nested or repeated too much"), fixed=True),
    "processing-failed": Code(ERROR, say("a file that could not be read to its end"), fixed=True),
    "cache-tracked": Code(ERROR, say("Git tracks the cache, which belongs to one machine"), fixed=True),
    "settings-missing": Code(ERROR, say("the folder has no settings")),
    "toml-syntax": Code(ERROR, say("the file is not valid TOML")),
    "unknown-key": Code(ERROR, say("a key that plcsite does not know here")),
    "duplicate-key": Code(ERROR, say("a key that stands twice")),
    "missing-key": Code(ERROR, say("a required key is missing")),
    "bad-value": Code(ERROR, say("a value of the wrong form")),
    "bad-date": Code(ERROR, say("a date or an hour in a form that can be read in two ways, or not at all")),
    "unknown-name": Code(WARNING, say("a tag, person or place that its vocabulary lacks")),
    "unknown-code": Code(WARNING, say("a code of a diagnostic that does not exist")),
    "ignored-nothing": Code(ADVICE, say("an `ignore` that silences nothing")),
    "fixed-code": Code(WARNING, say("a code that guards security or facts can't be ignored")),
    # pairs
    "facts-differ": Code(ERROR, say("the languages of an entry state different facts"), fixed=True),
    "facts-coarser": Code(WARNING, say("one language states a date less precisely than another")),
    "key-taken": Code(ERROR, say("two files of one language have the same key"), fixed=True),
    "no-original": Code(ERROR, say("it can't be told which file is the original"), fixed=True),
    "translation-outdated": Code(ADVICE, say("the original has changed since it was translated")),
    "translation-missing": Code(ERROR, say("a translation that the settings require is missing")),
    # dates and events
    "date-is-start": Code(WARNING, say("`date` is the day of the event itself, so it announces nothing")),
    "name-date-differs": Code(ADVICE, say("the date in the file's name differs from the stated one")),
    "end-before-start": Code(ERROR, say("an event ends before it starts"), fixed=True),
    "hour-missing": Code(ERROR, say("a local time that the change of the clock skips")),
    "hour-twice": Code(WARNING, say("a local time that the change of the clock repeats")),
    "bad-rule": Code(ERROR, say("a rule of repetition that can't be read, or not be followed")),
    "start-off-rule": Code(ERROR, say("an event starts on a day that its rule does not give")),
    "rule-too-long": Code(WARNING, say("a rule gives more dates than are shown")),
    "no-occurrence": Code(ERROR, say("a date that is skipped, off or changed, and is none of the event's")),
    "registration-differs": Code(ERROR, say("registration that contradicts the event"), fixed=True),
    # bodies
    "removed-html": Code(WARNING, say("HTML that is not allowed was removed")),
    "remote-media": Code(WARNING, say("media on another host became a link")),
    "remote-image": Code(WARNING, say("a picture on another host became a link")),
    "missing-alt": Code(WARNING, say("a picture has no alternative text")),
    "body-too-large": Code(ERROR, say("the text is longer than plcsite converts"), fixed=True),
    "too-nested": Code(ERROR, say("the text is nested too deeply"), fixed=True),
    "markdown-failed": Code(ERROR, say("the text could not be converted")),
    # guesses about a text
    "heading-skipped": Code(ADVICE, say("a heading that is more than one level below the one before")),
    "vague-link": Code(ADVICE, say("a link whose words don't say where it leads")),
    "weekday-differs": Code(ADVICE, say("a weekday in a text that does not go with its date")),
    "hour-in-text": Code(ADVICE, say("a text names an hour, and the event has only a day")),
    "language-differs": Code(ADVICE, say("a text in another language than its folder"), guessed=True),
    "languages-mixed": Code(ADVICE, say("a file that holds texts in two languages"), guessed=True),
    # guesses about versions
    "pictures-differ": Code(ADVICE, say("a version of an entry has other pictures than the original")),
    "links-differ": Code(ADVICE, say("a version of an entry has other links than the original")),
    "headings-differ": Code(ADVICE, say("a version of an entry has other headings than the original")),
    "code-differs": Code(ADVICE, say("a version of an entry has other blocks of code than the original")),
    "resources-differ": Code(ADVICE, say("a version of an entry has other resources than the original")),
    "same-title": Code(ADVICE, say("a title that is the same in two languages")),
    "same-summary": Code(ADVICE, say("a summary that is the same in two languages")),
    "looks-paired": Code(ADVICE, say("two entries that seem to be one in two languages")),
    # links and pictures
    "broken-link": Code(ERROR, say("a link or a picture leads nowhere")),
    "link-withheld": Code(WARNING, say("a link to an entry that is not published yet; its text is shown")),
    "bad-picture": Code(ERROR, say("a picture that can't be read"), fixed=True),
    # addresses
    "address-taken": Code(ERROR, say("two outputs want the same address"), fixed=True),
    "build-differs": Code(ERROR, say("an incremental build differs from one from nothing"), fixed=True),
    "output-taken": Code(ERROR, say("a file that plcsite did not write stands where an output must go"), fixed=True),
    # themes
    "template-error": Code(ERROR, say("a template can't be rendered"), fixed=True),
    "missing-word": Code(ERROR, say("a catalogue lacks an interface word"), fixed=True),
    "theme-unknown": Code(ERROR, say("the theme does not exist"), fixed=True),
}


def find(
    code: str, location: Location, message: Text, hint: Text | None = None, *, severity: Severity | None = None
) -> Diagnostic:
    """A diagnostic with its code's own severity, unless the case at hand matters less or more."""
    return Diagnostic(severity or CODES[code].severity, code, location, message, hint)


def weigh(found: Diagnostic, severities: Mapping[str, str]) -> Diagnostic | None:
    """The finding as the settings weigh it; None where they turn it off. Fixed codes keep their severity."""
    wanted = severities.get(found.code)
    if wanted is None or CODES[found.code].fixed:
        return found
    return None if wanted == "off" else replace(found, severity=Severity(wanted))
