from django import template
from django.template import Context
from django.urls import reverse

from reports.help import help_texts

register = template.Library()


@register.inclusion_tag("reports/help/_help_link.html", takes_context=True)
def help_link(context: Context) -> dict[str, str]:
    """The way to the help for the page that is shown; error pages may have no user."""
    user = context.get("user")
    if not (user and user.is_authenticated):
        return {"address": ""}
    text = help_texts.text_of_request(context["request"], user)
    return {"address": text.address if text else reverse("reports:help"), "title": text.title if text else ""}
