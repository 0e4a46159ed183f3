"""Words by which people are searched stay out of addresses, and so out of the history of a shared PC.

A search is sent as a form's content and answered with an address in which its words are sealed for this sign-in alone.
Views and forms read them from `request.GET` as ever; every address that is made from it bears them sealed.
"""

from collections.abc import Callable
from typing import Self

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.utils.http import escape_leading_slashes
from django.utils.translation import gettext as _

from core import crypto
from core.http import session_mark

# Fields in which lists are searched: what stands there may be a telephone number, or the name of somebody in custody.
SOUGHT = frozenset({"q", "cari", "user", "actor"})
# The hidden field by which a form says that it is a search.
SEARCH = "mencari"
_SEALED = "~"
# Signs of one parameter. Every page reads fewer; a server refuses a longer address with a page of its own.
_LONGEST = 200


class SoughtQuery(QueryDict):
    """The parameters of an address: read in plain words, written with those of a search sealed."""

    mark = ""

    @classmethod
    def of(cls, plain: QueryDict, *, mark: str, mutable: bool = False) -> Self:
        """The same parameters; `mark` names the sign-in for which words are sealed."""
        made = cls(QueryDict.urlencode(plain), mutable=mutable)  # type: ignore[call-overload]
        made.mark = mark
        return made

    def urlencode(self, safe: str | None = None) -> str:
        """The parameters as they go into an address."""
        sealed = QueryDict(mutable=True)
        for name, values in self.lists():
            is_sought = name in SOUGHT
            sealed.setlist(name, [seal(str(one), self.mark) if is_sought and one else one for one in values])
        return sealed.urlencode(safe)

    def copy(self) -> Self:
        """Parameters for another address, such as that of the next page."""
        return self.of(self, mark=self.mark, mutable=True)


class SoughtWordsMiddleware:
    """Answers a search with the address of its list, and opens the words that an address bears."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.method == "POST" and request.user.is_authenticated and SEARCH in request.POST:
            # Nothing changes, so no token of a form is asked for.
            return _to_the_list(request)
        if request.method in ("GET", "HEAD") and not SOUGHT.isdisjoint(request.GET):
            request.GET = _opened(request)  # type: ignore[assignment]  # Django's own is made once
        return self.get_response(request)


def seal(words: str, mark: str) -> str:
    """The words as an address may bear them; `mark` names the sign-in that may open them."""
    return _SEALED + crypto.encrypt(words, context=f"sought:{mark}")


def _to_the_list(request: HttpRequest) -> HttpResponse:
    asked = request.POST.copy()
    # Our scripts send the tokens of a form with whatever they send.
    for name in (SEARCH, "csrfmiddlewaretoken", "idempotency_token", *(name for name in SOUGHT if not asked.get(name))):
        asked.pop(name, None)
    for name, values in asked.lists():
        asked.setlist(name, [one.replace("\0", "")[:_LONGEST] for one in values])
    query = SoughtQuery.of(asked, mark=session_mark(request)).urlencode()
    # Two slashes at the start would name another host.
    path = escape_leading_slashes(request.path)
    answer = HttpResponseRedirect(f"{path}?{query}" if query else path)
    # The page is fetched, whatever the method of the search.
    answer.status_code = 303
    return answer


def _opened(request: HttpRequest) -> SoughtQuery:
    mark = session_mark(request)
    plain = request.GET.copy()
    for name in SOUGHT & plain.keys():
        opened = [_words(one, mark) for one in plain.getlist(name)]
        if None in opened:
            messages.info(request, _("A search counts for one sign-in only. Write again for whom you search."))
        plain.setlist(name, [one or "" for one in opened])
    return SoughtQuery.of(plain, mark=mark)


def _words(value: str, mark: str) -> str | None:
    """The words of a parameter, sealed or not; None if they were sealed for another sign-in."""
    if not value.startswith(_SEALED):
        return value
    try:
        return crypto.decrypt(value.removeprefix(_SEALED), context=f"sought:{mark}")
    except ValueError:
        return None
