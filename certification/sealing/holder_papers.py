"""Papers for holders with their seals: what the site keeps, and what the signer itself looks up before it seals one.

The signer takes no word and no byte on trust: it makes the paper anew from the register, and seals it only if the row
holds exactly that. Beside the seal it signs the row, so that no other writer can make one that counts as sealed. A
paper is sealed soon after it was made, or never.
"""

import json
from collections.abc import Callable, Collection, Mapping, Sequence
from datetime import timedelta
from hashlib import sha256
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from accounts.models import User
from certification.register import check_codes
from certification.register.models import HolderPaper
from certification.register.paper_proofs import content_of, is_proven
from certification.sealing import signer_client
from certification.sealing.key_files import OpenKey
from certification.sealing.models import SealKey
from certification.sealing.seal_file import Sealed, key_blockers, locked_key, with_seal
from certification.sealing.unsealed_files import wants_seal
from core import audit, clock
from core.errors import Blocker
from core.ports import Port
from programs.places.models import Enrollment

# The site asks as soon as it has made one; whatever is older was put there by something else.
FRESH = timedelta(minutes=15)
# Papers of before the signer signed the row stay as they are; others are made beside them.
VERSION = "signed row"
Words = Mapping[str, Any]


def sealed_of(place: Enrollment, words: Words, *, by: User) -> HolderPaper | None:
    """The sealed paper of the user's office that tells exactly this, if there is one."""
    paper = _of(place, words, by).filter(sealed_at__isnull=False).select_related("seal_key").first()
    return paper if paper and is_proven(paper) else None


def with_sealed(places: Collection[int], *, by: User) -> set[int]:
    """Those of these places (keys) of which the user's office has a sealed paper; one query."""
    rows = HolderPaper.objects.filter(enrollment__in=places, office=by.office_code, sealed_at__isnull=False)
    rows = rows.exclude(proof="")
    return set(rows.order_by().values_list("enrollment", flat=True))


@transaction.atomic
def begin(place: Enrollment, words: Words, *, by: User, make: Callable[[str], tuple[Words, bytes]]) -> bool:
    """Keeps a paper that tells this and has it sealed after the commit; whether one is on its way or there.

    `make` gives every printed word and the bytes for a code. False if the training center seals nothing.
    """
    if not wants_seal(place.batch.training_center):
        return False
    known = _of(place, words, by).select_for_update(of=("self",)).first()
    if known and known.sealed_at:
        return is_proven(known)
    if known:
        # It never went out, and the signer refuses what is old.
        known.delete()
    code = check_codes.new_code()
    printed, content = make(code)
    paper = HolderPaper.objects.create(
        enrollment=place,
        office=by.office_code,
        code=code,
        words=printed,
        words_digest=digest_of(words),
        content=content,
        sha256=sha256(content).hexdigest(),
    )
    audit.record("holder_paper.make", by=by, target=paper)
    transaction.on_commit(lambda: signer_client.ask_for_holder_paper(paper.public_id), robust=True)
    return True


def digest_of(words: Words) -> str:
    """Of what a paper tells, by which one is found again."""
    return sha256(json.dumps([VERSION, words], sort_keys=True, ensure_ascii=False).encode()).hexdigest()


made_of_register: Port[[HolderPaper], tuple[Words, bytes] | None] = Port()
"""Asked by the signer, in its transaction: every word and the bytes of this paper as the register makes them now, for
the office, the day and the code of the row; None for what it has no such paper of."""


def _of(place: Enrollment, words: Words, by: User) -> QuerySet[HolderPaper]:
    return HolderPaper.objects.filter(enrollment=place, office=by.office_code, words_digest=digest_of(words))


# The signer's side


def blockers(paper: HolderPaper, key: SealKey | None, keys: Mapping[str, OpenKey]) -> list[Blocker]:
    """Why this paper cannot be sealed with this key of its center, given the open keys."""
    reasons = []
    if not paper.made_at <= clock.now() <= paper.made_at + FRESH:
        reasons.append(Blocker("old", _("The paper was not made just now. Print it again.")))
    else:
        reasons += claim_blockers(paper, next(filter(None, made_of_register.ask(paper)), None))
    if key is None:
        return [*reasons, Blocker("no_key", _("This training center has no key for seals in use."))]
    return reasons + key_blockers(key, keys, clock.now())


def claim_blockers(paper: HolderPaper, made: tuple[Words, bytes] | None) -> list[Blocker]:
    """What the words of the row say otherwise than those made of the register, named by the part of the paper."""
    sentence = _("The paper says otherwise than the register. It is not sealed.")
    if made is None:
        return [Blocker("nothing", sentence)]
    words, content = json.loads(json.dumps(made[0])), made[1]
    named = sorted({*words, *paper.words})
    reasons = [Blocker(name, sentence) for name in named if words.get(name) != paper.words.get(name)]
    if reasons or content == bytes(paper.content):
        return reasons
    return [Blocker("changed", _("The file that waits is not the one that was made. It is not sealed."))]


@transaction.atomic
def seal_together(
    public_ids: Sequence[UUID], *, keys: Mapping[str, OpenKey]
) -> tuple[dict[UUID, Sealed | None], dict[UUID, list[Blocker]]]:
    """Seals these papers: results by id (None if that was done already), and reasons against the others."""
    rows = HolderPaper.objects.filter(public_id__in=public_ids)
    related = rows.select_related("enrollment__person", "enrollment__batch__training_center")
    done: dict[UUID, Sealed | None] = {}
    refused: dict[UUID, list[Blocker]] = {}
    for paper in related.select_for_update(of=("self",)).order_by("pk"):
        key = locked_key(paper.enrollment.batch.training_center_id)
        if paper.sealed_at:
            done[paper.public_id] = None
        elif reasons := blockers(paper, key, keys):
            refused[paper.public_id] = reasons
        elif key:
            done[paper.public_id] = _seal(paper, key, keys[key.fingerprint])
    return done, refused


def _seal(paper: HolderPaper, key: SealKey, opened: OpenKey) -> Sealed:
    before, now = paper.sha256, clock.now()
    paper.content = with_seal(bytes(paper.content), opened, at=now)
    paper.sha256 = sha256(paper.content).hexdigest()
    paper.seal_key, paper.sealed_at = key, now
    paper.proof = opened.sign(content_of(paper)).hex()
    paper.save(update_fields=["content", "sha256", "seal_key", "sealed_at", "proof"])
    audit.record("holder_paper.seal", by=None, target=paper, key=key.short, sha256=paper.sha256)
    return Sealed(paper.public_id, before, paper.sha256, key.fingerprint)
