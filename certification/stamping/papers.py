"""The papers that are stamped. Others are rendered one at a time, so that a shared layout would not pay off."""

import json
from pathlib import Path

from certification.papers import certificate_paper
from certification.stamping.stamper import Stamper

TYPICAL = json.loads(Path(__file__).with_name("typical_certificate.json").read_text())
CERTIFICATE = Stamper(certificate_paper.PAPER, certificate_paper.OWN, certificate_paper.lay_out_own, TYPICAL)
