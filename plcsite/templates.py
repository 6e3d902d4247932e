"""The sandbox in which a theme's templates run: one per language, fed with views, closed to all else.

The home of Jinja: `theme` reads the files, this module makes pages of them.
"""

from __future__ import annotations

import traceback
from collections.abc import Callable, Iterable, Mapping, MutableMapping
from datetime import date, time
from functools import lru_cache, partial
from types import FunctionType
from typing import Any, NamedTuple, Protocol, get_args

from jinja2 import FunctionLoader, StrictUndefined, TemplateError, TemplateSyntaxError, UndefinedError, nodes
from jinja2.compiler import CodeGenerator
from jinja2.filters import FILTERS
from jinja2.runtime import Context, Macro
from jinja2.sandbox import ImmutableSandboxedEnvironment
from jinja2.utils import missing, pass_context
from markupsafe import Markup, escape

from plcsite import dates, locales
from plcsite.codes import find
from plcsite.dates import Precision, When
from plcsite.diagnostics import Checked, Diagnostic, Location, Text, say
from plcsite.model import Piece, Words
from plcsite.schema import suggest
from plcsite.values import Value, fields
from plcsite.views import BodyView

Bodies = Callable[[str], tuple[Piece, ...]]
"""Gives the stored pieces of a body by the path of its file."""

Environment = ImmutableSandboxedEnvironment

PIECES = "partials/body.html"
"""The template that prints the fillings of bodies: its macros have the names of the pieces (`open`, `close`, …)."""

_STYLES: tuple[str, ...] = get_args(locales.Style)
# What would print unescaped text, or differ from build to build.
_UNWANTED_FILTERS = {"safe", "random", "pprint"}
_UNWANTED_GLOBALS = {"lipsum"}
# What Jinja adds to a call within a block or a loop.
_SCOPES = {"_block_vars", "_loop_vars"}
# What a designer's mistake raises while a template is rendered; all else is a bug of ours.
_MISTAKES = (TemplateError, TypeError, ValueError, ArithmeticError, AttributeError)


class Template(NamedTuple):
    """A template: `path` is its place in messages, `themes/<theme>/templates/…`."""

    path: str
    source: str


class Interface(Protocol):
    """The words of an interface in one language, as gettext looks them up."""

    def gettext(self, message: str, /) -> str: ...
    def ngettext(self, singular: str, plural: str, number: int, /) -> str: ...
    def pgettext(self, context: str, message: str, /) -> str: ...
    def npgettext(self, context: str, singular: str, plural: str, number: int, /) -> str: ...


class _MisspeltError(UndefinedError):
    """A name that isn't there, with the object that was asked for it (`missing`: the view)."""

    def __init__(self, name: str, owner: Any, message: str) -> None:
        super().__init__(message)
        self.name, self.owner = name, owner


class _Unknown(StrictUndefined):
    """A name that isn't there: any use of it is refused, and the refusal remembers what was asked for."""

    __slots__ = ()

    def __init__(
        self, hint: str | None = None, obj: Any = missing, name: Any = None, exc: Any = UndefinedError
    ) -> None:
        misspelt: Any = partial(_MisspeltError, str(name), obj)
        super().__init__(hint, obj, name, misspelt if exc is UndefinedError else exc)


class _Generator(CodeGenerator):
    """Prints values with `print_value`, as what is put together from them need not be marked piece by piece."""

    def _output_child_pre(self, node: nodes.Expr, frame: Any, finalize: Any) -> None:
        self.write("environment.print_value(")


@lru_cache(maxsize=16_384)
def _escape(text: str) -> str:
    return str(escape(text))


def _print_value(value: Any) -> str:
    """A value as a page shows it."""
    kind = type(value)
    if kind is str:
        return _escape(value)
    return value if kind is Markup else escape(value)


class _Sandbox(ImmutableSandboxedEnvironment):
    """Shows data only: the methods of dates would bring in the machine's clock."""

    code_generator_class = _Generator
    print_value = staticmethod(_print_value)

    def getattr(self, obj: Any, attribute: str) -> Any:
        """What a template sees under a name. The fields of a view are data, about which nothing need be decided."""
        if isinstance(obj, Value) and attribute in obj.__struct_fields__:
            return getattr(obj, attribute)
        return super().getattr(obj, attribute)

    def call(self, context: Context, function: Any, /, *args: Any, **values: Any) -> Any:
        """What a call gives. Macros and plain functions are called at once; others are asked what they want to know."""
        if type(function) is not Macro and (type(function) is not FunctionType or function.__dict__):
            return super().call(context, function, *args, **values)
        for scope in _SCOPES & values.keys():
            del values[scope]
        return function(*args, **values)

    def is_safe_attribute(self, obj: Any, attr: str, value: Any) -> bool:
        """Whether a template may see an attribute."""
        clock = isinstance(obj, date | time) and callable(value)
        return super().is_safe_attribute(obj, attr, value) and not clock

    def make_globals(self, d: MutableMapping[str, Any] | None) -> MutableMapping[str, Any]:
        """What every template sees. Jinja's chain of mappings is walked several times per page, slowly."""
        return {**self.globals, **(d or {})}

    def _parse(self, source: str, name: str | None, filename: str | None) -> nodes.Template:
        tree = super()._parse(source, name, filename)
        for node in tree.find_all(nodes.ScopedEvalContextModifier):
            raise TemplateSyntaxError("a template can't turn escaping off", node.lineno, name, filename)
        return tree


def make_environments(
    templates: Mapping[str, Template],
    languages: Mapping[str, tuple[str, Interface]],
    published: Mapping[str, str],
    zone: str,
) -> dict[str, Environment]:
    """A sandbox per language, by its code, from its locale and words. No loader of it ever reaches the disk.

    `published` gives the address of each asset, `zone` is the IANA name of the site's zone.
    """
    environments: dict[str, Environment] = {}

    def speak(language: str, template: str, **values: Any) -> Markup:
        """A part of a page in another language of the site: with its words and its dates."""
        return Markup(environments[language].get_template(template).render(values))

    def asset(name: str) -> str:
        """The address of a file of the theme."""
        if name not in published:
            raise _UnknownAssetError(name, published)
        return published[name]

    for code, (locale, interface) in languages.items():
        environment = _make_environment(templates, interface, locale, zone)
        environment.globals["asset"] = asset
        environment.globals["speak"] = speak
        environments[code] = environment
    return environments


def _make_environment(templates: Mapping[str, Template], interface: Interface, locale: str, zone: str) -> Environment:
    def load(name: str) -> tuple[str, str, Callable[[], bool]] | None:
        template = templates.get(name)
        return template and (template.source, template.path, lambda: True)

    environment = _Sandbox(
        loader=FunctionLoader(load),
        autoescape=True,
        undefined=_Unknown,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
        auto_reload=False,
        cache_size=-1,
        extensions=["jinja2.ext.i18n"],
    )
    environment.policies["ext.i18n.trimmed"] = True
    environment.filters = {name: use for name, use in FILTERS.items() if name not in _UNWANTED_FILTERS}
    environment.filters.update(_make_filters(environment, locale, zone))
    for name in _UNWANTED_GLOBALS:
        del environment.globals[name]
    environment.newstyle_gettext = True  # type: ignore[attr-defined]
    environment.globals.update(_make_speech(interface))
    return environment


def _make_speech(interface: Interface) -> dict[str, Callable[..., Markup]]:
    """What `{% trans %}` and `_` call. Jinja's own take catalogues for markup, and copy the whole context each time."""

    @lru_cache(maxsize=4_096)
    def look_up(kind: str, *asked: Any) -> Markup:
        return escape(getattr(interface, kind)(*asked))

    @lru_cache(maxsize=4_096)
    def show(kind: str, *asked: Any) -> Markup:
        return look_up(kind, *asked) % {}

    def gettext(message: str, /, **values: Any) -> Markup:
        return look_up("gettext", message) % values if values else show("gettext", message)

    def ngettext(one: str, many: str, num: int, /, **values: Any) -> Markup:
        return look_up("ngettext", one, many, num) % {"num": num, **values}

    def pgettext(context: str, message: str, /, **values: Any) -> Markup:
        return look_up("pgettext", context, message) % {"context": context, **values}

    def npgettext(context: str, one: str, many: str, num: int, /, **values: Any) -> Markup:
        return look_up("npgettext", context, one, many, num) % {"context": context, "num": num, **values}

    return {"_": gettext, "gettext": gettext, "ngettext": ngettext, "pgettext": pgettext, "npgettext": npgettext}


def check_templates(templates: Mapping[str, Template], environment: Environment) -> tuple[Diagnostic, ...]:
    """A `template-error` for each template that can't be compiled, at its line. What is compiled stays so."""
    found: list[Diagnostic] = []
    for name in {template: name for name, template in templates.items()}.values():
        try:
            environment.get_template(name)
        except TemplateSyntaxError as error:
            place = Location(templates[name].path, error.lineno)
            found.append(find("template-error", place, say("{reason}", reason=error.message or "")))
    return tuple(found)


def render(
    environment: Environment, templates: Mapping[str, Template], template: str, view: Any, bodies: Bodies
) -> Checked[str]:
    """The page that a template makes of a view, whose fields are its variables.

    A designer's mistake is a `template-error` at its line, with an empty page.
    """
    context = {name: getattr(view, name) for name in view.__struct_fields__}
    try:
        return Checked(environment.get_template(template).render(context, bodies=bodies))
    except _MISTAKES as error:
        return Checked("", (_report(error, templates, template, context),))


def _report(
    error: Exception, templates: Mapping[str, Template], template: str, context: Mapping[str, Any]
) -> Diagnostic:
    """A mistake, at the innermost line of a template that led to it."""
    places = {each.path for each in templates.values()}
    calls = [(frame.f_code.co_filename, line) for frame, line in traceback.walk_tb(error.__traceback__)]
    path, line = next((call for call in reversed(calls) if call[0] in places), (template, 0))
    if isinstance(error, TemplateSyntaxError):
        path, line = error.filename or path, error.lineno
    message = say("{reason}", reason=str(error))
    hint: Text | None = None
    if isinstance(error, _MisspeltError):
        known = context if error.owner is missing else _names_of(error.owner)
        message = say("there is no “{name}” here", name=error.name)
        if not suggest(error.name, known) and error.owner is missing:
            message = say("“{name}” is neither a field of this page's view nor set in the template", name=error.name)
        hint = offer(error.name, known)
    elif isinstance(error, _UnknownAssetError):
        hint = offer(error.name, error.known)
    return find("template-error", Location(path, line), message, hint)


def _names_of(owner: Any) -> tuple[str, ...]:
    if isinstance(owner, Value):
        return tuple(each.name for each in fields(owner))
    return tuple(name for name in dir(owner) if not name.startswith("_"))


def offer(name: str, known: Iterable[str]) -> Text | None:
    """A hint with the name that was probably meant, else with all there are."""
    names = sorted(known)
    meant = suggest(name, names)
    if meant:
        return say("did you mean “{meant}”?", meant=meant)
    return say("there are: {names}", names=", ".join(names)) if names else None


class _UnknownAssetError(TemplateError):
    """An asset that the theme doesn't have."""

    def __init__(self, name: str, known: Iterable[str]) -> None:
        super().__init__(f"the theme has no asset “{name}”")
        self.name, self.known = name, known


# --- filters ---------------------------------------------------------------------------------------------------


def _make_filters(environment: Environment, locale: str, zone: str) -> dict[str, Callable[..., Any]]:
    """What templates say about values, in the words and forms of one locale."""

    def when(value: When | date, style: locales.Style = "long") -> str:
        if style not in _STYLES:
            raise ValueError(f"a date is shown in one of the styles {', '.join(_STYLES)}, not “{style}”")
        return locales.format_when(_as_when(value), style, locale)

    def interval(start: When, end: When | None, style: locales.Style = "full") -> str:
        return locales.format_interval(start, end, locale, style)

    def iso(value: When | date, of_zone: str = zone) -> str:
        return dates.isoformat(_as_when(value), dates.zone(of_zone))

    @pass_context
    def html(context: Context, body: BodyView) -> Markup:
        macros = environment.get_template(PIECES).module
        pieces = (
            piece if isinstance(piece, str) else getattr(macros, piece[0])(body.fillings[piece[1]])
            for piece in context["bodies"](body.path)
        )
        return Markup("".join(pieces))

    return {
        "words": _print_words,
        "plain": _plain,
        "html": html,
        "when": when,
        "interval": interval,
        "iso": iso,
        "weekday": lambda number: locales.weekday_name(number, locale),
        "block": lambda value: locales.date_block(value, locale),
        "time": lambda value: locales.format_time(value, locale),
        "language_name": lambda code: locales.language_name(code, locale),
        "own_name": locales.own_name,
        "number": lambda value: locales.format_number(value, locale),
        "price": lambda amount, currency: locales.format_price(amount, currency, locale),
        "size": lambda count: locales.format_size(count, locale),
        # What macros and catalogues gave is escaped already, and stays as it is.
        "join_list": lambda items: Markup(locales.join_list(tuple(str(escape(item)) for item in items), locale)),
    }


def _as_when(value: When | date) -> When:
    if isinstance(value, date):
        return When(value, None, Precision.DAY)
    if not isinstance(value, When):
        raise TypeError(f"a date is wanted here, not “{value}”")
    return value


def _print_words(words: Words) -> Markup:
    """Words as HTML: escaped, each run in another language marked as such."""
    runs = (
        f'<span lang="{_escape(run.lang)}">{_escape(run.text)}</span>' if run.lang else _escape(run.text)
        for run in words
    )
    return Markup("".join(runs))


def _plain(words: Words) -> str:
    return "".join(run.text for run in words)
