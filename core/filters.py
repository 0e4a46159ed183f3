"""Filters of lists that more than one area has."""

import django_filters

from core.forms import SearchField


class SearchFilter(django_filters.CharFilter):
    """Words that a list is searched for, cut as `SearchField` cuts them."""

    field_class = SearchField
