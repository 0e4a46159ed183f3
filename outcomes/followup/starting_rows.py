"""The words of jobs that every installation starts with; a repeated sync overwrites nothing."""

from datetime import date

from outcomes.followup.models.job_words import JobWord
from programs.catalog.models import Vocation

# By the vocation's code. Centers add and end words on their page; these stay what they start from.
WORDS: dict[str, tuple[str, ...]] = {
    "welding": ("las", "pengelasan", "welder", "fabrikasi", "teralis", "kanopi", "pagar besi", "baja ringan"),
    "sewing": ("jahit", "menjahit", "penjahit", "konveksi", "bordir", "obras", "garmen", "permak", "butik"),
    "automotive": ("bengkel motor", "bengkel mobil", "montir", "mekanik", "otomotif", "servis motor", "servis mobil"),
    "carpentry": ("kayu", "mebel", "furnitur", "kusen", "lemari", "pertukangan"),
    "it": ("komputer", "operator data", "input data", "desain grafis", "jaringan", "servis laptop", "percetakan"),
}
# Before any answer was told.
SINCE = date(2000, 1, 1)


def sync_job_words() -> None:
    """Adds the words that are missing, of vocations that are there."""
    keys = dict(Vocation.objects.filter(code__in=WORDS).values_list("code", "pk"))
    JobWord.objects.bulk_create(
        [
            JobWord(vocation_id=key, word=word, valid_from=SINCE)
            for code, key in sorted(keys.items())
            for word in WORDS[code]
        ],
        ignore_conflicts=True,
    )
