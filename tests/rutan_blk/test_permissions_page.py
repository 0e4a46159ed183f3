"""The page of permissions: made from the code, and held to it."""

from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.http import HttpResponse
from django.views.decorators.http import require_http_methods, require_POST

from accounts.access import requires
from accounts.roles import Role
from rutan_blk import permissions_page
from rutan_blk.permissions_page import Page, filled


@requires("inmates.import_people")
@require_POST
def accept(request, public_id):
    return HttpResponse()


@requires("core.view_audit", "accounts.change_user")
@require_http_methods(["GET", "POST"])
def look(request):
    return HttpResponse()


def made(name, view=accept, permissions=("inmates.import_people",), *, is_public=False):
    return Page(name, view, permissions, is_public)


def test_the_page_in_the_repository_is_that_of_the_code():
    call_command("permissions_page", check=True)


def test_row_names_methods_permissions_and_whoever_has_one_of_them():
    found = [made("inmates:accept"), made("inmates:look", look, look.required_permissions)]

    text = filled("Before.\n\n<!-- pages of inmates -->\n\nold\n\n<!-- end -->\n\nAfter.\n", found)
    rows = [[cell.strip() for cell in line.strip("|").split("|")] for line in text.splitlines()[4:8]]
    allowed = [{role for role, cell in zip(Role, row[3:], strict=True) if cell == "✓"} for row in rows[2:]]

    assert text.startswith("Before.\n\n<!-- pages of inmates -->\n\n| Page | Methods | Permission | `registrar` |")
    assert text.endswith(" |\n\n<!-- end -->\n\nAfter.\n")
    assert [row[:3] for row in rows[2:]] == [
        ["`inmates:accept`", "POST", "`inmates.import_people`"],
        ["`inmates:look`", "GET, POST", "`core.view_audit` or `accounts.change_user`"],
    ]
    assert allowed == [{Role.REGISTRAR}, {Role.AUDITOR, Role.ADMINISTRATOR}]


def test_pages_without_a_role_are_listed_by_whom_they_are_for():
    found = [made("core:health", permissions=(), is_public=True), made("reports:home", permissions=())]
    marks = "<!-- pages of everybody -->\n\n-\n\n<!-- end -->\n<!-- pages of oneself -->\n\n-\n\n<!-- end -->\n"

    assert filled(marks, found) == (
        "<!-- pages of everybody -->\n\n- `core:health`\n\n<!-- end -->\n"
        "<!-- pages of oneself -->\n\n- `reports:home`\n\n<!-- end -->\n"
    )


def test_page_that_has_no_place_in_the_document_is_named():
    with pytest.raises(ValueError, match="no mark <!-- pages of inmates -->"):
        filled("Nothing is marked.", [made("inmates:accept")])


def test_page_that_differs_is_refused_by_the_check_and_written_without_it(tmp_path):
    true_page = permissions_page.DOCUMENT.read_text()
    copy = tmp_path / "permissions.md"
    copy.write_text(true_page.replace("| ✓ |", "| – |", 1))

    with pytest.raises(CommandError, match="make permissions"):
        call_command("permissions_page", check=True, document=copy)
    call_command("permissions_page", document=copy, stdout=StringIO())

    assert copy.read_text() == true_page
