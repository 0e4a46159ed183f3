"""All that somebody may open, read to its end."""

import io
import re
import zipfile
from collections.abc import Collection, Iterator

from django.db import transaction
from django.test import Client

from accounts.roles import SIDES, Role, Side
from tests.access.pages import ANY_SIGNED_IN, POSTED, address, documented
from tests.access.world import World

# What is drawn anew for each answer.
DRAWN = re.compile(
    r'name="csrfmiddlewaretoken" value="[^"]*"|nonce="[^"]*"|name="idempotency_token" value="[^"]*"|"csrf": "[^"]*"'
    r"|<dcterms:(created|modified)[^<]*"
)
# Of the own account, and texts of help.
ABOUT_NOBODY = ("accounts:", "reports:help")


def text_of(answer) -> str:
    """All that the answer says: a workbook is unpacked."""
    content = answer.getvalue()
    if zipfile.is_zipfile(io.BytesIO(content)):
        with zipfile.ZipFile(io.BytesIO(content)) as packed:
            content = b"\n".join(packed.read(name) for name in packed.namelist())
    return content.decode("utf-8", "replace")


def pages_of(role: str) -> list[str]:
    """The pages that the role may open, those of everybody who signed in among them."""
    own = [name for name, (methods, allowed) in documented().items() if role in allowed and "GET" in methods]
    return own + sorted(ANY_SIGNED_IN - POSTED - {"core:job_detail", "core:job_retry"})


def opened(
    world: World, client: Client, role: str, printed: list[str], names: Collection[str] | None = None
) -> Iterator[tuple[str, str]]:
    """Each page that the role may open, or each of `names`, with all that it and its papers say."""
    for name in pages_of(role) if names is None else names:
        printed.clear()
        answer = client.get(address(name, world, role))
        yield name, "\n".join([text_of(answer), *printed])


class Readers:
    """People of some sides, each with the pages that none of the own side before has opened: these are the same."""

    def __init__(self, world, printed, *sides: Side):
        self.world, self.printed, self.pages, done = world, printed, {}, set()
        for role in Role:
            if SIDES[role] in sides:
                names = {name for name in pages_of(role) if not name.startswith(ABOUT_NOBODY)}
                self.pages[role] = sorted(names - {name for side, name in done if side == SIDES[role]})
                done |= {(SIDES[role], name) for name in names}
        self.clients = {role: world.client_of(world.users[role]) for role in self.pages}

    def read(self) -> dict[str, str]:
        """All that they read; what reading itself notes is taken back."""
        found = {}
        for role, names in self.pages.items():
            for name in names:
                with transaction.atomic():
                    ((_name, text),) = opened(self.world, self.clients[role], role, self.printed, [name])
                    transaction.set_rollback(True)
                found[f"{name} as {role}"] = DRAWN.sub("", text)
        return found
