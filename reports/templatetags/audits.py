from django import template

from core import audit_words
from reports.audit_pages import seen_pages

register = template.Library()
register.filter("act", audit_words.act)
register.filter("seen", seen_pages.seen)
register.simple_tag(audit_words.record, name="audit_record")
