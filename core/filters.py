"""List filters shared by several areas."""

import django_filters

from core.forms import SearchField


class SearchFilter(django_filters.CharFilter):
    """Search words for a list, trimmed as in `SearchField`."""

    field_class = SearchField
