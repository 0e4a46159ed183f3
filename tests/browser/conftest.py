"""Chromium for the tests of whole pages: pages as files for the module of axe, the site itself for stories."""

import mimetypes
import os
from contextlib import ExitStack
from types import SimpleNamespace
from urllib.parse import urlsplit

import pytest
from django.conf import settings
from django.contrib.staticfiles import finders
from django.urls import reverse

from programs.batches.models import BatchStaff
from tests.browser.people import Visitor
from tests.browser.site import served
from tests.browser.tablet import Instructor, Tablet
from tests.chromium import CHROMIUM, PATIENCE, at_work, chromium
from tests.factories import EnrollmentFactory, SessionFactory, UserFactory
from tests.pages.rendered import kept_pages

HOME = "http://terampil.test"
POLICY = "; ".join(
    f"{name} {' '.join(sources)}" for name, sources in settings.CONTENT_SECURITY_POLICY["DIRECTIVES"].items()
)


def pytest_collection_modifyitems(items):
    missing = pytest.mark.skipif(not CHROMIUM and os.environ.get("CI") != "true", reason="needs Chromium")
    for item in items:
        if "tests/browser/" in item.path.as_posix():
            item.add_marker(pytest.mark.browser)
            item.add_marker(missing)


@pytest.fixture(scope="session")
def pages(django_db_setup, django_db_blocker, tmp_path_factory):
    """Fetched before a browser runs: while one does, Playwright keeps an event loop in this thread, beside which Django
    refuses the database.
    """
    return kept_pages(tmp_path_factory, django_db_blocker)


@pytest.fixture
def site(committed, settings):
    """The site at an address of this machine, with a database of its own that is empty but for the catalogs."""
    with served() as site:
        settings.PUBLIC_BASE_URL = site.address
        yield site


@pytest.fixture
def visitor(site):
    """Opens a context of its own for each person. Whatever the test writes into the database itself comes before the
    first one, since Django refuses to work beside Playwright's event loop.
    """
    with ExitStack() as stack:
        browsers, visitors = [], []

        def visitor(user=None, *, kind=Visitor, **options):
            if not browsers:
                browsers.append(stack.enter_context(chromium()))
            context = browsers[0].new_context(**{"viewport": {"width": 1366, "height": 768}, **options})
            context.set_default_timeout(PATIENCE)
            visitors.append(kind(context, site.address))
            if user:
                visitors[-1].sign_in(user)
            return visitors[-1]

        yield visitor
        complaints = [words for one in visitors for words in one.complaints]
        for one in visitors:
            one.context.close()
    assert complaints == []


def fulfill(route, html: str) -> None:
    """Answers for the site: the page at its address, its files, and nothing else."""
    path = urlsplit(route.request.url).path
    if not route.request.url.startswith(HOME):
        route.abort()
    elif path.startswith("/static/"):
        file = finders.find(path.removeprefix("/static/"))
        route.fulfill(path=file, content_type=mimetypes.guess_type(file)[0] or "application/octet-stream")
    elif route.request.resource_type == "document":
        headers = {"Content-Security-Policy": POLICY}
        route.fulfill(body=html, content_type="text/html; charset=utf-8", headers=headers)
    else:
        route.fulfill(status=204)  # photos, and what scripts ask while the page stands open


@pytest.fixture
def morning(site):
    """A session that began this morning, with its instructor and three participants whom nobody has marked yet."""
    session = SessionFactory(batch__name="Las 4/2026")
    BatchStaff.objects.create(batch=session.batch, user=session.instructor, duty=BatchStaff.Duty.INSTRUCTOR)
    names = ("Abdul Rahim", "Budi Hartono", "Cecep Firmansyah")
    people = [EnrollmentFactory(batch=session.batch, person__full_name=name) for name in names]
    path = reverse("programs:session_roll", args=[session.public_id])
    return SimpleNamespace(session=session, instructor=session.instructor, names=names, people=people, path=path)


@pytest.fixture
def taught(site):
    """A session of this morning with forty people."""
    session = SessionFactory(batch__name="Las 4/2026", batch__capacity=40)
    BatchStaff.objects.create(batch=session.batch, user=session.instructor, duty=BatchStaff.Duty.INSTRUCTOR)
    names = [f"Peserta Ke-{number:02d}" for number in range(1, 41)]
    people = [EnrollmentFactory(batch=session.batch, person__full_name=name) for name in names]
    other = UserFactory(roles=["instructor"], training_center=session.batch.training_center)
    coordinator = UserFactory(roles=["blk_coordinator"], training_center=session.batch.training_center)
    secrets = [str(place.person.register_numbers.get().number) for place in people]
    secrets += [place.person.limiting_dates.get().date.isoformat() for place in people]
    secrets += [place.person.birth_date.isoformat() for place in people]
    return SimpleNamespace(
        session=session,
        batch=session.batch,
        instructor=session.instructor,
        coordinator=coordinator,
        other=other,
        names=names,
        people=people,
        secrets=secrets,
    )


@pytest.fixture
def tablet(site, taught, tmp_path):
    with at_work() as playwright:
        tablet = Tablet(playwright, site.address, tmp_path / "browser")
        yield tablet
        tablet.context.close()
    assert tablet.user.complaints == []


@pytest.fixture
def ready(tablet, taught) -> Instructor:
    """The instructor with a prepared tablet, signed in."""
    instructor = tablet.start()
    instructor.sign_in(taught.instructor)
    instructor.prepare()
    return instructor
