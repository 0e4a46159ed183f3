"""What quick templates draw is what Django's own draw, so that a new release of Django that differs shows here."""

import datetime
import uuid

import pytest
from django.core.exceptions import ObjectDoesNotExist
from django.template import Context, TemplateDoesNotExist, TemplateSyntaxError, engines
from django.template.backends.django import DjangoTemplates
from django.template.base import Template, VariableDoesNotExist
from django.urls import NoReverseMatch
from django.utils import translation
from django.utils.functional import lazystr
from django.utils.safestring import mark_safe

from core.quick_templates.loaders import QuickTemplate


class Gone(ObjectDoesNotExist):
    """Silent in templates, as rows that are missing are."""


class Thing:
    """Whatever a template can meet behind a dot."""

    name = "a <b> & 'c'"
    none = None
    number = 1234567
    share = 0.5

    def __str__(self):
        return "<thing>"

    def __init__(self):
        self.asked = 0

    @property
    def gone(self):
        raise Gone

    @property
    def broken(self):
        return self.missing

    def said(self):
        return "said"

    def needs(self, something):
        return something

    def counted(self):
        self.asked += 1
        return self.asked

    def fails(self):
        raise TypeError("of its own")

    def deletes(self):
        return "deleted"

    deletes.alters_data = True


class Uncalled(Thing):
    do_not_call_in_templates = True

    def __call__(self):
        return "called"


class Both(Thing):
    """Has items and attributes; items come first."""

    def __getitem__(self, name):
        return {"name": "item", "2": "two"}[name]


def values():
    return {
        "text": "<i>'x' & \"y\"</i>",
        "word": "Home",
        "safe": mark_safe("<i>safe</i>"),
        "lazy": lazystr("<lazy>"),
        "number": 1234567,
        "share": 1234.5,
        "true": True,
        "none": None,
        "day": datetime.date(2026, 11, 23),
        "moment": datetime.datetime(2026, 11, 23, 1, 12, tzinfo=datetime.UTC),
        "key": uuid.UUID(int=7),
        "thing": Thing(),
        "uncalled": Uncalled(),
        "both": Both(),
        "kind": Thing,
        "many": {"name": "<in>", "items": "own", "thing": Thing(), "2": "two", 3: "three"},
        "rows": [["a", "<b>"], ["c", "d"]],
        "partial": "_mark.html",
        "call": lambda: "<called>",
    }


SOURCES = [
    "{{ text }}|{{ safe }}|{{ lazy }}|{{ number }}|{{ share }}|{{ true }}|{{ none }}|{{ day }}|{{ moment }}|{{ key }}",
    "{{ missing }}|{{ missing.more }}|{{ text.missing }}|{{ thing.missing }}|{{ many.missing }}|{{ rows.7 }}",
    "{{ thing.name }}|{{ thing.none }}|{{ thing.number }}|{{ thing.share }}|{{ thing.gone }}|{{ thing.gone.more }}",
    "{{ thing.said }}|{{ thing.needs }}|{{ thing.deletes }}|{{ thing.counted }}|{{ thing.counted }}|{{ call }}",
    "{{ kind.name }}|{{ uncalled }}|{{ uncalled.name }}|{{ both.name }}|{{ both.number }}|{{ both.2 }}",
    "{{ many.name }}|{{ many.items }}|{{ many.keys }}|{{ many.thing.name }}|{{ many.2 }}|{{ many.3 }}",
    "{{ rows.0.1 }}|{{ rows.1.0 }}|{{ text.0 }}|{{ rows.first }}|{{ number.real }}|{{ none.x }}",
    "{{ missing|default:'x' }}|{{ text|upper }}|{{ text|default:thing.name }}|{{ none|default_if_none:text }}",
    "{{ rows|length }}|{{ day|date:'j M Y' }}|{{ 5 }}|{{ 'a<b' }}|{{ _('Home') }}",
    "{% if missing %}a{% elif thing.missing %}b{% elif thing.gone %}c{% elif not thing.none %}d{% endif %}",
    "{% if missing == none %}1{% endif %}{% if number > 3 and text %}2{% endif %}{% if 'a' in rows.0 %}3{% endif %}",
    "{% for a, b in rows %}{{ forloop.counter }}{{ a }}{{ b }}{{ forloop.parentloop.x }}{% endfor %}{{ a }}",
    "{% for row in rows %}{% for one in row %}{{ forloop.parentloop.counter }}{{ one }}{% endfor %}{% endfor %}",
    (
        "{% for x in missing %}{{ x }}{% empty %}none{% endfor %}"
        "{% with a=thing.name b=missing %}{{ a }}{{ b }}{% endwith %}"
    ),
    "{% autoescape off %}{{ text }}{% load i18n %}{% translate 'Home' %}{{ thing.name }}{% endautoescape %}{{ text }}",
    (
        "{% load i18n %}a{% translate 'Home' %}b{% comment %}c{% endcomment %}{# d #}"
        "{% translate 'Home' as home %}{{ home }}"
    ),
    (
        "{% load i18n %}{% blocktranslate %}Home{% endblocktranslate %}"
        "{% blocktranslate with a=text %}x {{ a }}{% endblocktranslate %}"
    ),
    (
        "{% load i18n %}{% translate text %}{% translate 'Home' noop %}{% translate '100% <b>' %}"
        "{% translate 'Home'|upper %}"
    ),
    "{% load i18n %}{% language 'en' %}{% translate 'Home' %}{% endlanguage %}{% translate 'Home' %}",
    "{% load i18n %}{% translate word %}{% translate word as home %}{{ home }}{% translate word noop %}{{ word }}",
    "{% load static %}{% static 'css/tokens.css' %}{% static text %}{% static 'css/tokens.css' as a %}{{ a }}",
    (
        "{% url 'reports:home' %}{% url 'inmates:detail' key %}"
        "{% url 'inmates:detail' key as a %}{{ a }}{% url 'no' as b %}{{ b }}"
    ),
    "{% load ui slots %}{% icon 'menu' %}{% icon text %}{% icon 'x' size='sm' %}{% head _('Home') %}{% crumb text %}",
    (
        "{% load ui slots %}{% link _('Home') 'reports:home' %}"
        "{% link text 'inmates:detail' key look='code' query='a=1' %}"
    ),
    "{% load ui slots %}{% icon 'menu' as a %}{{ a }}{% tag_status 'ok' _('Home') %}{% tag_status 'bad' text %}",
    "{% load slots %}{% panel title=text %}{% panel_body %}{{ text }}{% endpanel_body %}{% endpanel %}",
    "{% include '_notice.html' with kind='ok' text=text only %}{% include '_notice.html' with kind='bad' text=safe %}",
    "{% include '_mark.html' only %}{% include partial|default:'x' %}",
    "{% for row in rows %}{% include '_notice.html' with kind='ok' text=row.0 only %}{{ text }}{% endfor %}",
    "{% cycle 'a' 'b' as c %}{% for row in rows %}{% cycle c %}{% ifchanged row.1 %}x{% endifchanged %}{% endfor %}",
    (
        "{% firstof missing text %}{% firstof missing thing.none 'x' %}"
        "{% spaceless %}<b> {{ text }} </b> <i>{% endspaceless %}"
    ),
    (
        "{% if thing.name %}{% load i18n %}{% translate 'Home' %}{% else %}x{% endif %}"
        "{% verbatim %}{{ text }}{% endverbatim %}"
    ),
]
FAILING = [
    ("{{ thing.broken }}", AttributeError),
    ("{{ thing.fails }}", TypeError),
    ("{{ number|add:many.missing }}", VariableDoesNotExist),
    ("{% url 'no' %}", NoReverseMatch),
    ("{% url 'inmates:detail' text %}", NoReverseMatch),
    ("{% include 'no.html' %}", TemplateDoesNotExist),
]


def drawn(kind, source, engine, language="id"):
    with translation.override(language):
        return kind(source, engine=engine).render(Context(values()))


@pytest.mark.parametrize("source", SOURCES)
def test_quick_template_draws_what_django_draws(source):
    engine = engines["django"].engine

    for language in ("id", "en"):
        assert drawn(QuickTemplate, source, engine, language) == drawn(Template, source, engine, language)


@pytest.mark.parametrize("source", SOURCES)
def test_quick_template_names_what_is_missing_as_django_does(source, settings):
    (backend,) = settings.TEMPLATES
    options = {**backend["OPTIONS"], "string_if_invalid": "MISSING(%s)"}
    engine = DjangoTemplates({"NAME": "telling", "DIRS": backend["DIRS"], "APP_DIRS": False, "OPTIONS": options}).engine

    assert drawn(QuickTemplate, source, engine) == drawn(Template, source, engine)


@pytest.mark.parametrize(("source", "error"), FAILING)
def test_quick_template_fails_as_django_does(source, error):
    engine = engines["django"].engine

    for kind in (Template, QuickTemplate):
        with pytest.raises(error):
            drawn(kind, source, engine)


def test_template_is_drawn_the_same_again_and_in_each_language():
    template = QuickTemplate("{% load i18n ui %}<p>{% translate 'Home' %}{% icon 'menu' %}</p>")
    shown = []

    for language in ("id", "en", "id"):
        with translation.override(language):
            shown.append(template.render(Context()).partition("<svg")[0])

    assert shown == ["<p>Beranda", "<p>Home", "<p>Beranda"]


def test_what_is_called_on_the_way_to_something_missing_is_called_once():
    thing = Thing()

    assert QuickTemplate("{{ thing.counted.missing }}").render(Context({"thing": thing})) == ""
    assert thing.asked == 1


def test_extends_must_still_come_first():
    with pytest.raises(TemplateSyntaxError, match="must be the first tag"):
        QuickTemplate("{% load i18n %}{% extends 'base.html' %}")
