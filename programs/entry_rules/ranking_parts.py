"""The parts of the candidate ranking and their usual weights."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Part(models.TextChoices):
    """A part of the ranking; codes are stored in each facility's weights."""

    INTEREST = "interest", _("Interest")
    NEED = "need", _("Need")
    WAITING = "waiting", _("Waiting time")
    TIME_LEFT = "time_left", _("Time left")
    FIRST_TRAINING = "first_training", _("First training")


# Explains each part on the page where weights are set.
MEANINGS = {
    Part.INTEREST: _("All points for a very strong wish (5), none for a little one (1)."),
    Part.NEED: _(
        "Full points for people with little schooling and, according to the interview, no trade and no certificate."
    ),
    Part.WAITING: _("All points after 90 days of waiting since the application."),
    Part.TIME_LEFT: _("Full points for people who leave within half a year after the batch, none after two years."),
    Part.FIRST_TRAINING: _("Full points for people who have never had a place in a training."),
}
USUAL_WEIGHTS: dict[str, int] = {
    Part.INTEREST.value: 30,
    Part.NEED.value: 15,
    Part.WAITING.value: 20,
    Part.TIME_LEFT.value: 15,
    Part.FIRST_TRAINING.value: 20,
}
