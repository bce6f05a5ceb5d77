"""The English catalogue knows every word of the pages, and fills the same places in it."""

import re

from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po

from services.portal.frame.rendering import HERE

METHODS = [("**.py", "python"), ("templates/**.html", "jinja2")]
PLACES = re.compile(r"%\(\w+\)s")


def words_of_the_pages() -> set[str]:
    keywords = {"_": None, "N_": None, "gettext": None, "ngettext": (1, 2)}
    options = {"templates/**.html": {"newstyle_gettext": "true"}}
    found = extract_from_dir(HERE, METHODS, options, keywords, directory_filter=lambda path: "frontend" not in path)
    return {message[0] if isinstance(message, tuple) else message for _, _, message, _, _ in found}


def catalogue_of_english() -> Catalog:
    with (HERE / "locale" / "en" / "LC_MESSAGES" / "messages.po").open("rb") as file:
        return read_po(file)


def test_no_english_word_is_left_of_what_no_page_says() -> None:
    kept = {message.id if isinstance(message.id, str) else message.id[0] for message in catalogue_of_english()}
    assert kept - {""} - words_of_the_pages() == set()


def test_every_word_has_an_english_one() -> None:
    catalogue, words = catalogue_of_english(), words_of_the_pages()
    assert len(words) > 300
    assert {word for word in words if word not in catalogue or not catalogue[word].string} == set()
    for word in words:
        english = catalogue[word].string
        for one in english if isinstance(english, tuple | list) else (english,):
            # "one" and "a" need no number; everything else that is filled in Chinese is filled in English.
            assert set(PLACES.findall(str(one))) <= set(PLACES.findall(word)), word
