from django import template
from django.template import Context

from reports.home import menu

register = template.Library()


@register.simple_tag(takes_context=True)
def menu_groups(context: Context) -> list[menu.Group]:
    """The reader's menu; error pages may have no user."""
    user = context.get("user")
    return menu.menu_of(user, context["request"]) if user and user.is_authenticated else []
