"""Which papers are stamped. The others are printed one by one, so that laying them out once would save nothing."""

import json
from pathlib import Path

from certification.papers import certificate_paper
from certification.stamping.stamper import Stamper

TYPICAL = json.loads(Path(__file__).with_name("typical_certificate.json").read_text())
CERTIFICATE = Stamper(certificate_paper.PAPER, certificate_paper.OWN, certificate_paper.lay_out_own, TYPICAL)
