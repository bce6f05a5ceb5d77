"""What pages ask of directory: who somebody is, tokens and proxies, people, schools, counties, signing in."""

from types import NoneType
from typing import TypedDict

from services.portal.frame.calls import Call


class HeldOffice(TypedDict):
    """An office a person holds today."""

    key: str
    scope: str
    name: str


class Proxy(TypedDict):
    """A proxy (委托); it ends at `valid_until`, or earlier when revoked."""

    proxy_id: str
    principal_name: str
    deputy_id: str
    deputy_name: str
    offices: list[str]
    valid_from: str
    valid_until: str


class Me(TypedDict):
    """The caller: who they are, what they hold, for whom they may act today."""

    person_id: str
    name: str
    login: str | None
    phone: str | None
    school_id: str | None
    school_name: str | None
    county: str | None
    language: str
    offices: list[HeldOffice]
    proxies_given: list[Proxy]
    proxies_held: list[Proxy]


class Token(TypedDict):
    """A personal token without its secret."""

    token_id: str
    name: str
    scopes: list[str]
    expires_at: str


class TokenPage(TypedDict):
    """A page of them."""

    items: list[Token]
    next: str | None


class NewToken(TypedDict):
    """A personal token at the one moment its secret is shown."""

    token_id: str
    name: str
    scopes: list[str]
    expires_at: str
    token: str


class Person(TypedDict):
    """A person in a list."""

    id: str
    name: str
    school_name: str | None


class PersonPage(TypedDict):
    """A page of them."""

    items: list[Person]
    next: str | None


class PersonInFull(TypedDict):
    """A person; `phone` only for those who must call them."""

    id: str
    name: str
    school_id: str | None
    school_name: str | None
    county: str | None
    phone: str | None
    offices: list[HeldOffice]


class School(TypedDict):
    """A school or kindergarten."""

    id: str
    name: str
    county: str
    school_levels: list[str]


class SchoolPage(TypedDict):
    """A page of them."""

    items: list[School]
    next: str | None


class County(TypedDict):
    """A county and its listing (Art. 2)."""

    code: str
    name: str
    listed: bool


class CountyPage(TypedDict):
    """A page of them."""

    items: list[County]
    next: str | None


class Tokens(TypedDict):
    """An access token, good for five minutes, and for people a refresh token."""

    access_token: str
    scope: str
    refresh_token: str | None
    device_token: str | None


class Draft(TypedDict):
    """What was typed into a form and not sent; without fields the form was sent, or the draft put away, since."""

    form: str
    version: str
    saved_at: str
    fields: list[tuple[str, str]] | None


class Drafts(TypedDict):
    """Of the forms asked for."""

    items: list[Draft]


class Way(TypedDict):
    """Where the browser goes, and what it must bring back beside the provider's answer."""

    address: str
    attempt: str


ME = Call("GET", "/directory/me", Me)
SPEAK = Call("PATCH", "/directory/me", NoneType)
CHANGE_PASSWORD = Call("POST", "/directory/me/password", NoneType)
TOKENS = Call("GET", "/directory/me/tokens", TokenPage)
MAKE_TOKEN = Call("POST", "/directory/me/tokens", NewToken)
REVOKE_TOKEN = Call("DELETE", "/directory/me/tokens/{token_id}", NoneType)
GIVE_PROXY = Call("POST", "/directory/me/proxies", NoneType)
END_PROXY = Call("DELETE", "/directory/me/proxies/{proxy_id}", NoneType)
PEOPLE = Call("GET", "/directory/people", PersonPage)
PERSON = Call("GET", "/directory/people/{person_id}", PersonInFull)
SCHOOLS = Call("GET", "/directory/schools", SchoolPage)
COUNTIES = Call("GET", "/directory/counties", CountyPage)
DRAFTS = Call("GET", "/directory/me/drafts", Drafts)
SAVE_DRAFT = Call("PUT", "/directory/me/drafts/{form}", Draft)
END_DRAFT = Call("DELETE", "/directory/me/drafts/{form}", NoneType)
TOKEN = Call("POST", "/directory/token", Tokens)
SIGN_OUT = Call("POST", "/directory/sign-out", NoneType)
WAY_TO_PROVIDER = Call("POST", "/directory/oidc/attempts", Way)
BACK_FROM_PROVIDER = Call("POST", "/directory/oidc/sessions", Tokens)
