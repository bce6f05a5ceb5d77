"""Pages from templates: two environments, one a language, that know how to write dates, money, icons and addresses of assets."""

import json
from collections.abc import Callable, Iterable, Mapping
from functools import partial
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from babel.support import NullTranslations, Translations
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from services.portal.frame import formats
from services.portal.frame.speech import LANGUAGES, Language, Speech
from services.portal.frame.words import NOT_KNOWN

HERE = Path(__file__).parents[1]
STATIC = HERE / "static"


# What templates have words from, in a language.
Vocabulary = Callable[[Speech], Mapping[str, Any]]


class Assets:
    """Addresses of what the build named by its content."""

    def __init__(self, folder: Path = STATIC) -> None:
        manifest = folder / "manifest.json"
        if not manifest.exists():
            raise RuntimeError("The portal's assets are not built: run `uv pip install --no-deps -e .` once.")
        self._files: dict[str, str] = json.loads(manifest.read_text())

    def address(self, name: str) -> str:
        """Where `app.css` is served."""
        return f"/static/{self._files[name]}"

    def icon(self, name: str) -> Markup:
        """A drawing that says nothing the words beside it do not say."""
        return Markup('<svg class="icon" aria-hidden="true"><use href="{}#{}"/></svg>').format(
            self.address("icons.svg"), name
        )


def with_query(path: str, **query: Any) -> str:
    """The address with those arguments that hold something."""
    kept = {key: value for key, value in query.items() if value not in (None, "", False)}
    return f"{path}?{urlencode(kept)}" if kept else path


def named(gettext: Callable[[str], str], codes: Mapping[str, str] | Iterable[str]) -> list[tuple[str, str]]:
    """Codes with their words in the page's language, for choices and chips."""
    pairs = codes.items() if isinstance(codes, Mapping) else ((code, code) for code in codes)
    return [(code, gettext(text)) for code, text in pairs]


def among(gettext: Callable[[str], str], word: str, known: Iterable[str]) -> str:
    """One of our own words in the page's language; anything else is somebody's, and stays as it is."""
    return gettext(word) if word in known else word


def worded[Code](gettext: Callable[[str], str], code: Code, codes: Mapping[Code, str]) -> str:
    """A service's code in the page's language; one of a newer service as it came, and it says so."""
    return gettext(codes[code]) if code in codes else gettext(NOT_KNOWN) % {"word": code}


def environment(language: Language, assets: Assets, translations: NullTranslations) -> Environment:
    """Everything templates may use. An unknown name is an error, not an empty place."""
    env = Environment(
        loader=FileSystemLoader(HERE / "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        extensions=["jinja2.ext.i18n"],
        trim_blocks=True,
        lstrip_blocks=True,
    )
    env.install_gettext_translations(translations, newstyle=True)  # type: ignore[attr-defined]
    for name in ("date", "date_and_time", "short", "fact_value", "span", "tentative"):
        env.filters[name] = partial(getattr(formats, name), language=language)
    for name in ("money", "size", "clock_time", "for_input", "seconds_left"):
        env.filters[name] = getattr(formats, name)
    env.filters["among"] = partial(among, translations.gettext)
    env.filters["worded"] = partial(worded, translations.gettext)
    env.filters["named"] = partial(named, translations.gettext)
    env.globals |= {"asset": assets.address, "icon": assets.icon, "with_query": with_query, "language": language}
    return env


def catalogue(language: Language) -> NullTranslations:
    """The words of a language; Chinese stands in the templates themselves."""
    if language == "zh":
        return NullTranslations()
    return Translations.load(HERE / "locale", [language], domain="messages")


class Pages:
    """Both environments."""

    def __init__(self, vocabulary: Vocabulary, provider: str | None = None) -> None:
        """`vocabulary` is what templates have words from; `provider` the name of that which people may sign in with."""
        assets = Assets()
        self._words = {language: catalogue(language) for language in LANGUAGES}
        self._environments = {language: environment(language, assets, self._words[language]) for language in LANGUAGES}
        for language, each in self._environments.items():
            each.globals |= {"provider": provider, **vocabulary(self.speech(language))}

    def render(self, language: Language, template: str, **context: Any) -> str:
        """The finished page."""
        return self._environments[language].get_template(template).render(context)

    def speech(self, language: Language) -> Speech:
        """How sentences are said in a language."""
        return Speech(language, partial(self.say, language))

    def say(self, language: Language, sentence: str, **values: Any) -> str:
        """One sentence of the catalogue, for messages made outside of templates."""
        return str(self._words[language].gettext(sentence)) % values
