import uuid

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString

from core.idempotency import FIELD

register = template.Library()


@register.simple_tag
def idempotency_token() -> SafeString:
    """The hidden field that every form of a signed-in user must contain."""
    return format_html('<input type="hidden" name="{}" value="{}">', FIELD, uuid.uuid4())
