from django import template

from core import audit_words

register = template.Library()
register.filter("act", audit_words.act)
register.filter("seen", audit_words.seen)
register.simple_tag(audit_words.record, name="audit_record")
