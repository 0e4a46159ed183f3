from django.urls import URLPattern, URLResolver, include, path

app_name = "outcomes"
# In the order of the chain.
urlpatterns: list[URLPattern | URLResolver] = [
    path("", include("outcomes.needs.urls")),
    path("", include("outcomes.leaving.urls")),
    path("", include("outcomes.followup.urls")),
    path("", include("outcomes.probation.urls")),
    path("", include("outcomes.aids.urls")),
    path("", include("outcomes.placement.urls")),
    path("", include("outcomes.effect.urls")),
    path("", include("outcomes.plan.urls")),
]
