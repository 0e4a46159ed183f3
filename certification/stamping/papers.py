"""Which papers are stamped. The others are printed one by one, so that laying them out once would save nothing."""

from certification.papers import certificate
from certification.stamping.stamper import Stamper

CERTIFICATE = Stamper(certificate.PAPER, certificate.OWN, certificate.lay_out_own)
