"""The frame, the partials and the tags of the look."""

import datetime
import re
import zoneinfo
from collections import Counter

import pytest
from django import forms
from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.http import QueryDict
from django.template import engines
from django.template.backends.django import DjangoTemplates
from django.template.loader import render_to_string
from django.test import RequestFactory
from django.utils import timezone, translation

from core.forms import SearchField
from tests.core import look
from tests.html import compact

MOMENT = datetime.datetime(2026, 11, 23, 1, 12, tzinfo=datetime.UTC)
CUSTODY_WORDS = re.compile(
    r"rutan|lapas|wbp|warga binaan|tahanan|narapidana|register|blok\b|custody|detention", re.IGNORECASE
)


def request_of(user, query=""):
    request = RequestFactory().get(f"/x/?{query}")
    request.user = user
    return request


def rendered(source, **context):
    request = context.pop("request", None) or request_of(AnonymousUser())
    return engines["django"].from_string("{% load ui dates crispy_forms_filters %}" + source).render(context, request)


@pytest.fixture
def all_parts():
    """The page with every part, as a training officer gets it."""
    return look.all_parts(request_of(look.reader())).content.decode()


def ids(page):
    return re.findall(r'\sid="([^"]+)"', page)


def test_page_of_all_parts_misses_no_variable():
    options = {**settings.TEMPLATES[0]["OPTIONS"], "string_if_invalid": "UNDEFINED(%s)"}
    strict = DjangoTemplates(
        {"NAME": "strict", "DIRS": settings.TEMPLATES[0]["DIRS"], "APP_DIRS": False, "OPTIONS": options}
    )
    request = request_of(look.reader())

    page = strict.from_string(look.source()).render(look.context(), request)

    assert re.findall(r"UNDEFINED\([^)]*\)", page) == []


def test_page_has_one_first_heading_and_each_id_once(all_parts):
    assert len(re.findall("<h1", all_parts)) == 1
    assert [name for name, times in Counter(ids(all_parts)).items() if times > 1] == ["error-summary-title"]


def test_every_reference_leads_to_an_id_of_the_page(all_parts):
    named = re.findall(r'(?:for|aria-describedby|aria-labelledby)="([^"]+)"', all_parts)
    linked = re.findall(r'href="#([\w-]+)"', all_parts)

    wanted = {name for names in named for name in names.split()} | set(linked)

    assert wanted - set(ids(all_parts)) == set()


def test_summary_of_errors_takes_the_focus_and_links_to_each_field():
    form = look.EveryFieldForm({"name": "Ahmad", "reason": "short", "start": "31/02/2026"})

    summary = compact(render_to_string("_error_summary.html", {"form": form}))

    assert re.search(r'role="alert"\s+tabindex="-1"\s+autofocus', summary)
    assert re.findall(r'href="#([^"]+)"', summary) == [
        "id_reason",
        "id_kind",
        "id_way_0",
        "id_trades_0",
        "id_agreed",
        "id_start",
    ]
    assert "The two days do not fit together." in summary
    assert "7 hal" in summary


def test_form_without_errors_has_no_summary():
    assert "error-summary" not in rendered("{{ form|crispy }}", form=look.FilterForm({}))


def test_wrong_field_is_named_with_its_error_and_its_help():
    page = rendered("{{ form|crispy }}", form=look.EveryFieldForm({"start": "31/02/2026"}))

    control = re.search(r"<input[^>]*name=\"start\"[^>]*>", page)[0]

    assert 'aria-invalid="true"' in control
    assert set(re.search(r'aria-describedby="([^"]+)"', control)[1].split()) == {"id_start_error", "id_start_helptext"}
    assert 'value="31/02/2026"' in control


def test_radios_stand_in_a_fieldset_with_their_question():
    page = rendered("{{ form|crispy }}", form=look.EveryFieldForm())

    fieldset = re.search(r'<fieldset id="div_id_way".*?</fieldset>', page, re.DOTALL)[0]

    assert re.search(r"<legend[^>]*>(.*?)</legend>", fieldset, re.DOTALL)[1].strip() == "Way"
    assert len(re.findall('type="radio"', fieldset)) == 2


def test_only_fields_that_may_stay_empty_say_so():
    page = rendered("{{ form|crispy }}", form=look.EveryFieldForm())

    labels = re.findall(r'<label[^>]*class="form-label"[^>]*>(.*?)</label>', page, re.DOTALL)

    assert [label.split("<")[0].strip() for label in labels if "(opsional)" in label] == ["Scan", "Hour"]
    assert "*" not in page


class WordsForm(forms.Form):
    """A search field alone."""

    q = SearchField(label="Name")


class WordsAndStateForm(WordsForm):
    """A search field beside a choice."""

    state = forms.ChoiceField(label="State", choices=[("", "All")])


@pytest.mark.parametrize(("form", "word"), [(WordsForm, "Cari"), (WordsAndStateForm, "Terapkan")])
def test_button_beside_a_search_field_alone_searches(form, word):
    page = rendered('{% include "_filters.html" with form=form only %}', form=form())

    button = re.search(r"<button[^>]*>(.*?)</button>", page, re.DOTALL)[1]
    assert re.sub(r"<[^>]+>", "", button).strip() == word


def test_a_filter_keeps_the_order_and_takes_the_head_of_the_page_along():
    page = rendered(
        '{% include "_filters.html" with form=form target="rows" only %}', form=WordsForm({"sort": "-name"})
    )

    assert '<input type="hidden" name="sort" value="-name">' in page
    assert 'hx-select-oob="#page-head"' in page
    # A word is sent by Enter or the button: sent by its change as well, it made two steps of the history.
    assert re.search(r'hx-trigger="([^"]*)"', page)[1].split(", ")[:2] == ["submit", "change target:select"]
    plain = rendered('{% include "_filters.html" with form=form target="rows" only %}', form=WordsForm())
    assert 'name="sort"' not in plain


def test_an_invalid_choice_of_a_filter_is_told_at_its_field():
    form = WordsAndStateForm({"state": "nonsense", "q": "las"})

    page = rendered('{% include "_filters.html" with form=form only %}', form=form)

    select = re.search(r"<select[^>]*>", page)[0]
    assert re.findall(r'(?:aria-describedby|class)="([^"]*)"', select) == [
        "select form-select is-invalid",
        "id_state_error",
    ]
    assert re.search(r'id="id_state_error"\s+class="invalid-feedback">([^<]*)<', page)[1] == form.errors["state"][0]


def test_a_search_field_is_not_called_optional():
    assert "(opsional)" not in rendered("{{ form|crispy }}", form=WordsForm())


@pytest.mark.parametrize("typed", ["02/09/2027", "2-9-2027", "2.9.2027", "2027-09-02"])
def test_day_is_taken_as_offices_type_it_and_shown_in_one_way(typed):
    form = look.EveryFieldForm({"start": typed})
    form.is_valid()

    assert form.cleaned_data["start"] == datetime.date(2027, 9, 2)
    assert 'value="02/09/2027"' in str(look.EveryFieldForm(initial={"start": form.cleaned_data["start"]})["start"])


@pytest.mark.parametrize("typed", ["08.00", "8:00", "08:00:00"])
def test_hour_is_taken_with_a_dot_or_a_colon(typed):
    form = look.EveryFieldForm({"hour": typed})
    form.is_valid()

    assert form.cleaned_data["hour"] == datetime.time(8)
    assert 'value="08.00"' in str(look.EveryFieldForm(initial={"hour": datetime.time(8)})["hour"])


@pytest.mark.parametrize(
    ("language", "pattern", "text"),
    [
        ("id", "day", "23 Nov 2026"),
        ("id", "day_full", "23 November 2026"),
        ("id", "day_long", "Senin, 23 November 2026"),
        ("id", "day_short", "Sen 23"),
        ("id", "hour", "09.12"),
        ("id", "moment", "23 Nov 2026, 09.12 WITA"),
        ("id", "moment_long", "Senin, 23 November 2026, 09.12 WITA"),
        ("en", "day_long", "Monday, 23 November 2026"),
        ("en", "moment", "23 Nov 2026, 09:12 WITA"),
    ],
)
def test_moment_is_written_in_the_language_and_zone_of_the_reader(language, pattern, text):
    with translation.override(language), timezone.override(zoneinfo.ZoneInfo("Asia/Makassar")):
        assert rendered(f"{{{{ at|{pattern} }}}}", at=MOMENT) == text


def test_moment_names_another_zone_where_the_office_is_elsewhere():
    with timezone.override(zoneinfo.ZoneInfo("Asia/Jakarta")):
        assert rendered("{{ at|moment }}", at=MOMENT) == "23 Nov 2026, 08.12 WIB"


def test_missing_day_is_said_to_be_unknown():
    assert rendered("{{ at|day|or_unknown }}", at=None) == '<span class="quiet">belum diketahui</span>'
    assert rendered("{{ number|or_unknown }}", number=0) == "0"


@pytest.mark.parametrize(
    ("start", "end", "text"),
    [
        ((2026, 11, 2), (2026, 11, 27), "2 – 27 Nov 2026"),
        ((2026, 9, 28), (2026, 10, 30), "28 Sep – 30 Okt 2026"),
        ((2026, 12, 7), (2027, 1, 29), "7 Des 2026 – 29 Jan 2027"),
        ((2026, 11, 2), (2026, 11, 2), "2 Nov 2026"),
        ((2026, 11, 2), None, "2 Nov 2026"),
    ],
)
def test_span_of_days_says_once_what_both_share(start, end, text):
    days = [datetime.date(*day) if day else None for day in (start, end)]

    assert rendered("{{ start|day_span:end }}", start=days[0], end=days[1]) == text


def test_span_of_hours_has_dots():
    assert rendered("{{ a|hour_span:b }}", a=datetime.time(8), b=datetime.time(11, 15)) == "08.00–11.15"


@pytest.mark.parametrize(
    ("name", "letters"),
    [("Nurul Huda", "NH"), ("H. Muhammad Noor Rahman, S.Pd.", "MR"), ("Jumadi", "J"), ("", ""), ("12", "12")],
)
def test_avatar_shows_first_and_last_letter_without_titles(name, letters):
    assert rendered("{{ name|initials }}", name=name) == letters


@pytest.mark.parametrize(("part", "whole", "width"), [(1, 3, "33.3"), (5, 4, "100.0"), (0, 9, "0.0"), (1, 0, "0")])
def test_width_of_a_bar_stays_within_it(part, whole, width):
    assert rendered("{{ part|per_hundred:whole }}", part=part, whole=whole) == width


def test_bar_sets_its_parts_side_by_side():
    page = rendered('{% bar "Skor 49" 28 "21.0" %}')

    assert re.findall(r'x="([\d.]+)" width="([\d.]+)"', page) == [("0.0", "28.0"), ("28.0", "21.0")]
    assert 'aria-label="Skor 49"' in page


def test_query_keeps_what_is_not_changed():
    page = rendered("{% page_query kind='b' after=None %}", request=request_of(AnonymousUser(), "q=a&after=x&kind=a"))

    assert QueryDict(page.lstrip("?").replace("&amp;", "&")) == QueryDict("q=a&kind=b")


@pytest.mark.parametrize(("level", "kind", "role"), [("success", "ok", "status"), ("error", "bad", "alert")])
def test_message_becomes_a_notice_of_its_kind(level, kind, role):
    page = compact(render_to_string("_notice.html", {"kind": level, "text": "Tersimpan <b>"}))

    assert re.search(rf'class="notice notice--{kind}"\s+role="{role}"', page)
    assert "Tersimpan &lt;b&gt;" in page


def test_finished_job_is_not_asked_for_again():
    running = render_to_string("core/_job_progress.html", {"job": look.job(), "items": []})
    done = look.job(state="done", finished_at=MOMENT, result_url="/hasil/")
    finished = render_to_string("core/_job_progress.html", {"job": done, "items": []})

    assert 'hx-trigger="every 1s"' in running
    assert "hx-" not in finished
    assert 'href="/hasil/"' in finished


@pytest.mark.parametrize("theme", ["light", "dark", "auto", "purple"])
def test_theme_of_the_cookie_stands_on_the_page(client, theme):
    client.cookies["theme"] = theme

    page = client.get("/tidak-ada/").content.decode()

    assert re.search(r'data-bs-theme="(\w+)"', page)[1] == (theme if theme != "purple" else "auto")


@pytest.mark.parametrize("language", ["id", "en"])
@pytest.mark.parametrize("name", ["400", "403", "404", "429", "500", "form_expired", "accounts/locked_out"])
def test_page_before_sign_in_says_nothing_of_custody(name, language):
    with translation.override(language):
        page = render_to_string(f"{name}.html")

    assert CUSTODY_WORDS.findall(page) == []
    assert len(re.findall("<h1", page)) == 1
    assert f'lang="{language}"' in page


def test_sign_in_page_says_nothing_of_custody_and_sends_its_origin(client, db):
    page = client.get("/masuk/").content.decode()

    assert CUSTODY_WORDS.findall(page) == []
    assert 'name="referrer"' not in page
    assert len(page.encode()) < 8 * 1024
