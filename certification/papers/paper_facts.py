"""The labelled facts of the certificate and the statement of units, each with all that other places say about it.

Values are written in `printed_words`. No models here: the standalone check page reads it, and has no database.
"""

from typing import NamedTuple

from certification.papers.snapshots import Fact


class PaperFact(NamedTuple):
    """A label with a value on a paper.

    Labels are stored with issued papers, so that another label is another fact: the old one stays for their check page.
    `english` stands below the label on a front in two languages, and instead of it on the check page in English.
    `approved_as` is a key of `approved_words.FACTS`. `is_public`: whether check page and exported register show it.
    """

    label: str
    english: str = ""
    approved_as: str = "training"
    is_public: bool = True

    def says(self, value: str) -> Fact:
        """The fact as it is printed."""
        return {"label": self.label, "value": value}


# The front of the certificate.
LEVEL = PaperFact("Jenjang", "Level")
YEAR = PaperFact("Tahun pelatihan", "Year of training")
DURATION = PaperFact("Lama pelatihan", "Duration")
RESULT = PaperFact("Hasil", "Result")
# The statement. The check page shows name and program by itself, and the birth never.
NAME = PaperFact("Nama", approved_as="name", is_public=False)
BIRTH = PaperFact("Tempat, tanggal lahir", approved_as="birth", is_public=False)
PROGRAM = PaperFact("Program pelatihan", approved_as="program", is_public=False)
EARNED = PaperFact("Unit kompeten", "Competent units")
# The paper of attendance; of statements issued before, which are of single units, it told the hours of the whole.
LENGTH = PaperFact("Lama program", "Length of the program")
# On papers issued before; days and hours of their own let readers tell classes apart, so newer ones have neither.
FORMER = (
    PaperFact("Waktu pelatihan", "Training period"),
    PaperFact("Waktu mengikuti", "Attended"),
    PaperFact("Kehadiran", "Attendance"),
)

FACTS = {fact.label: fact for fact in (LEVEL, YEAR, DURATION, RESULT, NAME, BIRTH, PROGRAM, EARNED, LENGTH, *FORMER)}


def english_of(label: str) -> str:
    """The label in English; itself if it has none."""
    return (FACTS[label].english if label in FACTS else "") or label
