"""What a kept statement answers is what its queryset would have."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.db import connection, transaction
from django.db.models import CharField, Count, Exists, F, OuterRef, Value
from django.db.transaction import TransactionManagementError
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from django.utils.functional import SimpleLazyObject

from accounts.models import User
from core import clock
from core.statements import Statement
from programs.batches.models import BatchStaff
from programs.places.models import Enrollment
from programs.timetable.models.sessions import Session
from tests.factories import EnrollmentFactory, FacilityFactory, SessionFactory, UserFactory

pytestmark = [pytest.mark.django_db, pytest.mark.engines]


def asked(statement, *shape, **values):
    """The rows and the statements that it took."""
    with CaptureQueriesContext(connection) as queries:
        rows = statement(*shape, **values)
    return rows, len(queries)


def test_rows_are_models_with_what_was_joined_and_annotated():
    users = [UserFactory(), UserFactory(), UserFactory()]
    SessionFactory(instructor=users[1])
    taught = Session.objects.filter(instructor=OuterRef("pk"))
    statement = Statement(
        lambda pk: User.objects.select_related("facility").annotate(teaches=Exists(taught)).filter(pk=pk)
    )

    for user in users:
        (found,), statements = asked(statement, pk=user.pk)
        assert (found, found.facility.name, found.teaches) == (user, user.facility.name, user == users[1])
        assert statements == 1
    with CaptureQueriesContext(connection) as queries:
        assert statement.first(pk=users[0].pk).facility.city == users[0].facility.city
    assert len(queries) == 1


def test_what_is_changed_in_a_row_is_not_in_the_next():
    user = UserFactory(full_name="Siti Aminah")
    statement = Statement(lambda pk: User.objects.filter(pk=pk))
    statement.first(pk=user.pk).full_name = "Orang Lain"

    assert statement.first(pk=user.pk).full_name == "Siti Aminah"


@pytest.mark.parametrize(
    ("build", "values"),
    [
        (lambda day: Session.objects.filter(date__lte=day), {"day": date(2026, 11, 24)}),
        (lambda now: Session.objects.filter(ends_at__lt=now), {"now": datetime(2026, 11, 24, tzinfo=UTC)}),
        (lambda public_id: Session.objects.filter(public_id=public_id), {"public_id": None}),
        (lambda room: Session.objects.filter(room=room), {"room": "Bengkel las"}),
        (lambda room: Session.objects.filter(room__startswith=room), {"room": "Bengkel"}),
        (lambda jp, day: Session.objects.filter(batch__capacity__gt=jp, date__gt=day), {"jp": 3, "day": date.min}),
        (lambda pk: Session.objects.filter(pk__in=[pk, 0]).exclude(room=""), {"pk": None}),
        (lambda pk: Session.objects.none(), {"pk": 1}),
        (lambda low, high: Session.objects.filter(batch__capacity__range=(low, high)), {"low": 1, "high": 99}),
        (lambda pk: Session.objects.filter(pk=pk).annotate(told=Value(7), later=F("ends_at")), {"pk": None}),
        (lambda day: Session.objects.filter(date=day).values_list("room", "batch__name"), {"day": None}),
        (lambda day: Session.objects.filter(date=day).values("batch").annotate(n=Count("pk")), {"day": None}),
        (lambda day: Session.objects.filter(date=day).values_list("pk", named=True), {"day": None}),
        (lambda day: Session.objects.filter(date=day).values_list("room", flat=True), {"day": None}),
        (lambda day: Session.objects.filter(date=day).order_by("-starts_at", "pk")[:1], {"day": None}),
        (lambda room: Session.objects.filter(room=room).distinct().order_by("batch__name"), {"room": "Bengkel las"}),
    ],
)
def test_it_answers_as_the_queryset_does(build, values):
    sessions = [SessionFactory(room=room) for room in ("Bengkel las", "Bengkel kayu", "Bengkel las")]
    own = {"public_id": sessions[0].public_id, "pk": sessions[1].pk, "day": sessions[0].date}
    values = {name: own[name] if value is None else value for name, value in values.items()}
    statement = Statement(build)

    for _time in range(2):
        assert statement(**values) == list(build(**values))


def test_values_are_those_of_each_call():
    sessions = [SessionFactory(), SessionFactory()]
    statement = Statement(lambda pk, before: Session.objects.filter(pk=pk, starts_at__lt=before))
    later = clock.now() + timedelta(days=400)

    assert [statement(pk=session.pk, before=later) for session in sessions] == [[one] for one in sessions]
    assert statement(pk=sessions[0].pk, before=datetime(1999, 1, 1, tzinfo=UTC)) == []


def test_list_of_keys_of_any_length_finds_its_rows():
    keys = [SessionFactory().pk for _ in range(5)]
    built = []

    def build(keys, before):
        built.append(len(keys))
        return Session.objects.filter(pk__in=keys, starts_at__lt=before).order_by("pk")

    statement = Statement(build)
    later = clock.now() + timedelta(days=400)

    for length in range(1, 6):
        assert [row.pk for row in statement(keys=keys[:length], before=later)] == keys[:length]
    assert [row.pk for row in statement(keys=keys[3:], before=later)] == keys[3:]
    assert statement(keys=[], before=later) == []
    # Twice for each length that is compiled; an empty list is asked the plain way.
    assert built == [1, 1, 2, 2, 4, 4, 8, 8, 0]


def test_each_shape_has_its_own_statement():
    session = SessionFactory()

    def build(side, pk):
        return Session.objects.filter(**{side: pk})

    statement = Statement(build)

    assert statement("facility", pk=session.facility_id) == [session]
    assert statement("batch__training_center", pk=session.batch.training_center_id) == [session]
    assert statement("facility", pk=0) == []


@pytest.mark.parametrize(
    "build",
    [
        lambda now: Session.objects.filter(starts_at__gt=now, date=now.date()),
        lambda now: Session.objects.filter(date__gte=now),
        lambda now: Session.objects.filter(date__year=now.year),
        lambda now: Session.objects.filter(starts_at__gt=now - timedelta(minutes=10)),
        lambda now: Session.objects.filter(starts_at__gt=now, date__gte=clock.today("Asia/Makassar")),
        lambda now: Session.objects.filter(ends_at__gt=clock.now(), starts_at__gt=now - timedelta(days=9)),
    ],
)
def test_what_is_worked_out_from_a_value_or_the_clock_is_asked_anew(build):
    session = SessionFactory()
    statement = Statement(build)

    for days in (0, 1, 40, 400, -1, -400):
        moment = session.starts_at + timedelta(days=days)
        with clock.moved_to(moment):
            assert statement(now=moment - timedelta(hours=1)) == list(build(moment - timedelta(hours=1)))


@pytest.mark.parametrize("lookup", ["iexact", "contains", "icontains", "startswith", "iendswith", "exact"])
def test_signs_of_patterns_in_a_text_are_letters(lookup):
    for room in ("a_b", "aXb", "a%b", "a\\b", "100%"):
        SessionFactory(room=room)

    def build(room):
        return Session.objects.filter(**{f"room__{lookup}": room}).order_by("pk")

    statement = Statement(build)
    for asked_for in ("a_b", "a%b", "a\\b", "%", "_", "100%", "aXb"):
        assert statement(room=asked_for) == list(build(asked_for)), asked_for


def test_day_of_a_moment_is_that_of_the_readers_zone():
    session = SessionFactory()
    late = datetime.combine(session.date, time(23, 30), tzinfo=ZoneInfo("Asia/Jayapura"))
    Session.objects.filter(pk=session.pk).update(starts_at=late, ends_at=late + timedelta(hours=1))

    def build(day):
        return Session.objects.filter(starts_at__date=day)

    statement = Statement(build)
    for zone in ("Asia/Jayapura", "Pacific/Auckland", "Asia/Jayapura", "Asia/Jakarta"):
        with timezone.override(ZoneInfo(zone)):
            for day in (session.date, session.date + timedelta(days=1)):
                assert statement(day=day) == list(build(day)), zone


def test_key_of_any_size_and_kind_is_asked_as_the_queryset_asks():
    session = SessionFactory()
    statement = Statement(lambda pk: Session.objects.filter(pk=pk))

    assert statement(pk=session.pk) == statement(pk=str(session.pk)) == [session]
    assert statement(pk=2**63) == statement(pk=-(10**30)) == []
    with pytest.raises(ValueError, match="expected a number"):
        statement(pk="x")


@pytest.mark.postgres
@pytest.mark.usefixtures("committed")
def test_nothing_is_locked_outside_of_a_transaction():
    session = SessionFactory()
    statement = Statement(lambda pk: Session.objects.select_for_update(of=("self",)).filter(pk=pk))
    with transaction.atomic():
        assert statement(pk=session.pk) == [session]

    with pytest.raises(TransactionManagementError, match="outside of a transaction"):
        statement(pk=session.pk)


@pytest.mark.usefixtures("committed")
def test_threads_do_not_meet():
    sessions = [SessionFactory() for _ in range(8)]
    statement = Statement(lambda pk: Session.objects.select_related("batch").filter(pk=pk))
    later = Statement(lambda pk, now: Session.objects.filter(pk=pk, starts_at__lt=now))
    now = clock.now() + timedelta(days=400)

    def ask(session):
        try:
            return [(statement(pk=session.pk), later(pk=session.pk, now=now)) for _time in range(20)]
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as pool:
        assert list(pool.map(ask, sessions)) == [[([session], [session])] * 20 for session in sessions]


def test_constant_that_looks_like_a_value_stays_what_it_is():
    session = SessionFactory()
    for constant in range(31_200, 31_230):
        statement = Statement(lambda pk, n=constant: Session.objects.filter(pk=pk).annotate(told=Value(n)))
        assert [one.told for one in statement(pk=session.pk)] == [constant]


@pytest.mark.parametrize("word", ["planned", "", "two words", "O'Neill", "50%s", "a\\b", "\u00e9tat", "%%"])
def test_words_of_the_code_stand_in_the_statement_and_find_the_same(word):
    session, other = SessionFactory(room=word), SessionFactory(room=f"{word}x")
    told = {"said": Value(word, output_field=CharField())}
    statement = Statement(lambda pks: Session.objects.filter(pk__in=pks, room=word).exclude(room="%s").annotate(**told))

    found = [(one.pk, one.said) for _time in range(2) for one in statement(pks=[session.pk, other.pk])]

    assert found == [(session.pk, word)] * 2


def test_the_database_is_given_states_as_words_and_keys_as_values():
    session = SessionFactory()
    statement = Statement(lambda pk: Session.objects.filter(pk=pk, state=Session.State.PLANNED).values_list("pk"))
    sent = []

    def keep(execute, sql, params, many, context):
        sent.append((sql.partition(" WHERE ")[2], list(params)))
        return execute(sql, params, many, context)

    with connection.execute_wrapper(keep):
        statement(pk=session.pk)

    table = '"programs_session"'
    condition = f"""({table}."id" = %s AND {table}."state" = 'planned') ORDER BY {table}."starts_at" ASC, 1 ASC"""
    assert sent == [(condition, [session.pk])]


def test_queryset_is_built_twice_and_no_more():
    built = []

    def build(pk):
        built.append(pk)
        return User.objects.filter(pk=pk)

    statement = Statement(build)
    for user in (UserFactory(), UserFactory(), UserFactory()):
        assert statement(pk=user.pk) == [user]

    assert len(built) == 2


# A reader as a value


ROLES = {"facility": ["training_officer", "case_officer", "registrar"], "training_center": ["instructor", "assessor"]}


def readers():
    """Two offices of each side with every kind of reader, some with two roles, and two regions."""
    sessions = [SessionFactory(), SessionFactory()]
    found = [
        UserFactory(roles=roles, **{side: getattr(session.batch, side)})
        for session in sessions
        for side, names in ROLES.items()
        for roles in ([], *([name] for name in names), names)
    ]
    regional = [UserFactory(roles=["regional_viewer"], region=region) for region in ("Kalsel", "Kalteng")]
    for session, reader in zip(sessions, found[::2], strict=False):
        BatchStaff.objects.create(batch=session.batch, user=session.instructor, duty="instructor")
        EnrollmentFactory(batch=session.batch, person__case_officer=reader)
    return [*found, *(session.instructor for session in sessions), *regional]


@pytest.mark.parametrize(
    "build",
    [
        Session.objects.visible_to,
        Session.objects.recordable_by,
        lambda user: Enrollment.objects.visible_to(user).select_related("person"),
        User.objects.visible_to,
        lambda user: User.objects.filter(region=user.region or "Kalsel").exclude(pk=user.pk),
    ],
)
def test_each_reader_gets_the_own_rows_whoever_asked_before(build):
    everybody = readers()
    statement = Statement(build)

    for key in [user.pk for user in everybody * 2]:
        user = User.objects.get(pk=key)
        assert statement(user=user) == list(build(user=user))


def test_whatever_else_is_read_from_a_reader_is_never_kept():
    for key in range(31_200, 31_220):
        UserFactory(pk=key)
    statement = Statement(lambda user: User.objects.filter(full_name=user.full_name))

    for user in (UserFactory(full_name="Siti Aminah"), UserFactory(full_name="Budi")):
        assert statement(user=User.objects.get(pk=user.pk)) == [user]


def test_day_of_a_reader_is_that_of_the_office():
    statement = Statement(lambda user: Session.objects.filter(date=clock.today(user.time_zone)), by_day=True)
    session = SessionFactory()
    users = [UserFactory(facility=FacilityFactory(time_zone=zone)) for zone in ("Asia/Jakarta", "Asia/Jayapura")]

    # 23.30 in Jakarta, 01.30 of the next day in Jayapura.
    with clock.moved_to(datetime.combine(session.date, time(23, 30), tzinfo=ZoneInfo("Asia/Jakarta"))):
        assert [statement(user=user) for user in users * 2] == [[session], []] * 2


# The clock


@pytest.mark.parametrize(
    "build",
    [
        lambda pk: Session.objects.filter(pk__gte=pk, ends_at__gt=clock.now()),
        lambda pk: Session.objects.filter(pk__gte=pk, ends_at__range=(clock.now() - timedelta(hours=9), clock.now())),
        lambda pk: Session.objects.filter(pk__gte=pk, date=clock.today("Asia/Makassar")),
        lambda pk: Session.objects.filter(pk__gte=pk, date__lte=clock.today("Asia/Jayapura") + timedelta(days=3)),
        lambda pk: Session.objects.filter(pk__gte=pk, starts_at__gt=datetime(2026, 11, 24, 3, tzinfo=UTC)),
        lambda pk: Session.objects.filter(pk__gte=pk, room=str(clock.now())),
        lambda pk: Session.objects.filter(pk__gte=pk, starts_at__gt=clock.now().replace(minute=0, second=0)),
        lambda pk: Session.objects.filter(pk__gte=pk, date__month=clock.now().month),
    ],
)
def test_statement_by_day_answers_as_the_queryset_does_at_any_time(build):
    session = SessionFactory()
    statement = Statement(build, by_day=True)

    for hours in (0, 1, 3, 5, 9, 13, 14, 15, 17, 24, 25, 72, 999, -1, -9, -30):
        with clock.moved_to(session.starts_at + timedelta(hours=hours, minutes=7, microseconds=9)):
            assert statement(pk=session.pk) == list(build(session.pk))


def test_statement_by_day_is_built_once_a_day():
    built = []

    def build(pk):
        built.append(pk)
        return Session.objects.filter(pk=pk, ends_at__gt=clock.now(), date=clock.today("Asia/Makassar"))

    statement, session = Statement(build, by_day=True), SessionFactory()
    times = [(minutes, day) for day in (0, 1) for minutes in (0, 10, 100)]
    found = []
    for minutes, day in times:
        with clock.moved_to(session.starts_at + timedelta(days=day, minutes=minutes)):
            found += [(day, row) for row in statement(pk=session.pk)]

    assert (len(built), found) == (4, [(0, session)] * 3)


def test_statement_that_asks_the_database_while_it_is_built_is_asked_anew():
    statement = Statement(lambda pk: Session.objects.filter(pk=pk, room=Session.objects.get(pk=pk).room))
    sessions = [SessionFactory(room="Las"), SessionFactory(room="Kayu")]

    assert [statement(pk=one.pk) for one in sessions] == [[one] for one in sessions]


def test_reader_of_a_request_is_a_reader():
    user = UserFactory(roles=["registrar"])
    statement = Statement(User.objects.visible_to)

    assert statement(user=SimpleLazyObject(lambda: user)) == [user]
    assert asked(statement, user=SimpleLazyObject(lambda: user)) == ([user], 1)
