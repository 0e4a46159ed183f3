import pytest
from django.template import Context, RequestContext, Template
from django.test import RequestFactory

from core.templatetags import slots
from tests.core.look import reader


def drawn(source, **context):
    return Template("{% load slots %}" + source).render(Context(context))


@pytest.mark.parametrize(
    ("role", "shown"),
    [
        ("training_officer", '<a class="rowlink" href="/alat/">A &amp; B</a>'),
        ("rutan_head", '<a class="rowlink" href="/alat/">A &amp; B</a>'),
        ("placement_officer", "A &amp; B"),
    ],
)
def test_a_reference_leads_on_whoever_may_open_the_page(role, shown):
    request = RequestFactory().get("/")
    request.user = reader(role)
    outer = RequestContext(request, {})

    # An include with `only` hands on nothing but the request.
    assert slots.reference(outer.new({}), "A & B", "programs:tool_list", look="rowlink") == shown


def test_a_reference_without_a_reader_is_text():
    assert slots.reference(Context(), "A & B", "programs:tool_list") == "A &amp; B"


def test_a_step_of_the_path_leads_to_its_page():
    assert slots.crumb("Batches", "programs:batch_list") == '<li><a href="/angkatan/"><span>Batches</span></a></li>'


def test_the_last_step_of_the_path_is_the_page_itself():
    assert slots.crumb("A & B") == '<li aria-current="page">A &amp; B</li>'


@pytest.mark.parametrize(
    ("given", "shown"),
    [
        ({"view": "programs:batch_new"}, '<a class="btn btn-primary" href="/angkatan/baru/">Plan</a>'),
        ({"url": "/x/", "query": "a=1&b=2"}, '<a class="btn btn-primary" href="/x/?a=1&amp;b=2">Plan</a>'),
        ({"url": "/x/", "look": "small"}, '<a class="btn btn-secondary btn-sm" href="/x/">Plan</a>'),
    ],
)
def test_an_action_leads_where_it_says(given, shown):
    assert slots.action("Plan", **given) == shown


@pytest.mark.parametrize(
    ("given", "shown"),
    [
        ({"view": "programs:batch_list"}, '<a href="/angkatan/">Change</a>'),
        ({"url": "/x/", "query": "a=1", "look": "code"}, '<a class="code" href="/x/?a=1">Change</a>'),
        (
            {"url": "/x/", "about": "A & B"},
            '<a href="/x/">Change<span class="visually-hidden"> A &amp; B</span></a>',
        ),
    ],
)
def test_a_link_leads_where_it_says_and_tells_what_it_is_about(given, shown):
    assert slots.link("Change", **given) == shown


def test_an_action_tells_what_it_is_about():
    assert slots.action("Hand over", url="/x/", look="small", about="Rudi") == (
        '<a class="btn btn-secondary btn-sm" href="/x/">Hand over<span class="visually-hidden"> Rudi</span></a>'
    )


def test_actions_without_one_leave_no_empty_row():
    assert drawn("{% actions %}{% if no %}x{% endif %}{% endactions %}") == ""


def test_a_panel_is_named_by_its_heading():
    source = '{% panel title kind="form-narrow" %}<p>x</p>{% endpanel %}'

    assert drawn(source, title="Facts & more") == (
        '<section class="panel form-narrow" aria-label="Facts &amp; more">'
        '<div class="panel__head"><h2>Facts &amp; more</h2></div><p>x</p></section>'
    )


def test_a_panel_with_a_key_can_be_linked_to():
    assert drawn('{% panel "Facts" key="facts" beside=more %}x{% endpanel %}', more="2 < 3") == (
        '<section class="panel" aria-labelledby="facts">'
        '<div class="panel__head"><h2 id="facts">Facts</h2>2 &lt; 3</div>x</section>'
    )


def test_a_panel_without_heading_is_named_all_the_same():
    assert drawn('{% panel label="Batches" %}x{% endpanel %}') == (
        '<section class="panel" aria-label="Batches">x</section>'
    )


def test_a_table_has_its_caption_and_a_frame_to_scroll_in():
    source = (
        '{% data_table "Batches" kind="cards tight" %}'
        '{% heads %}{% head "Name" %}{% head "JP" "num" %}{% head "Open" "hidden" %}{% endheads %}{% enddata_table %}'
    )

    assert drawn(source) == (
        '<div class="table-wrap" tabindex="0" role="group" aria-label="Batches">'
        '<table class="data data--cards data--tight"><caption class="visually-hidden">Batches</caption>'
        '<thead><tr><th scope="col">Name</th><th scope="col" class="num">JP</th>'
        '<th scope="col"><span class="visually-hidden">Open</span></th></tr></thead></table></div>'
    )
