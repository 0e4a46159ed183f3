"""Stamps one kind of paper: skeletons by shape, frames by class, and counts of stamped and plain output."""

import marshal
import threading
import time
from collections import Counter, OrderedDict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from io import BytesIO
from typing import Any

import structlog
import weasyprint
from PIL import Image

from certification.stamping import compiling, framing, internals, repertoire, samples, stamp_proof
from certification.stamping.errors import Unstampable
from certification.stamping.framing import Frame, Photo
from certification.stamping.page_marks import Path, shape_and_texts
from certification.stamping.skeleton import Skeleton
from printing.box_fit import Label, Ruler, composed
from printing.paper import Paper

Shape = frozenset[tuple[Path, Any]]

logger = structlog.get_logger(__name__)
SYMBOLS = ("document:qr.png", "document:facts.png")
_MOST_FRAMES = 128
_MOST_SKELETONS = 64


class _Ruler(Ruler):
    """Measures as usual, but skips the QR symbol: stamping encodes it itself and refuses the same cases."""

    def qr(self, field: Label, content: str) -> bytes:
        return b""

    def facts(self, field: Label, content: str) -> bytes:
        return b""


@dataclass
class Stamper:
    """Stamps one kind of paper.

    `own` are the snapshot keys that differ between holders, `lay_out_own` lays out only those, `typical` is the
    snapshot of a typical paper. One per process, shared by its threads.
    """

    paper: Paper
    own: Sequence[str]
    lay_out_own: Callable[[dict[str, Any], Ruler], Mapping[str, bytes]]
    typical: Mapping[str, Any]
    counts: Counter[str] = field(default_factory=Counter)
    _frames: OrderedDict[tuple[bytes, Shape, str], Frame] = field(default_factory=OrderedDict, init=False, repr=False)
    _skeletons: dict[tuple[Shape, str], Skeleton | Unstampable] = field(default_factory=dict, init=False, repr=False)
    _lock: threading.RLock = field(default_factory=threading.RLock, init=False, repr=False)

    def stamped(self, snapshot: Mapping[str, Any]) -> bytes:
        """The PDF of the snapshot. Deterministic. Raises `Unstampable`; the caller then renders it plainly.

        Plain rendering also reports what is wrong with a snapshot that cannot be printed at all.
        """
        try:
            frame, own, photo = self.prepared(snapshot)
            result = frame.stamped(own, photo)
        except Unstampable as reason:
            self._count(reason)
            raise
        except Exception as error:
            # A bug in stamping may slow down printing, but must never stop it.
            logger.exception("certificate_stamping_failed")
            defect = Unstampable("error", str(error))
            self._count(defect)
            raise defect from error
        self.counts["stamped"] += 1
        return result

    def _count(self, reason: Unstampable) -> None:
        self.counts[reason.kind] += 1
        logger.info("certificate_not_stamped", kind=reason.kind, share=f"{self.fallback_share:.2%}")

    @property
    def fallback_share(self) -> float:
        """The share of this process's certificates that were rendered plainly."""
        total = self.counts.total()
        return 1 - self.counts["stamped"] / total if total else 0.0

    @property
    def shapes(self) -> list[Skeleton | Unstampable]:
        """Shapes compiled so far: a skeleton for each, or why there is none."""
        return list(self._skeletons.values())

    def prepared(self, snapshot: Mapping[str, Any]) -> tuple[Frame, dict[str, Any], Photo | None]:
        """The snapshot's frame, the holder's own words ready for stamping, and the photo."""
        own = composed({key: snapshot[key] for key in self.own if key in snapshot})
        ruler = _Ruler()
        images = self.lay_out_own(own, ruler)
        if ruler.reasons:
            raise Unstampable("refused", ruler.reasons[0])
        photo = _photo(images["photo.jpg"]) if "photo.jpg" in images else None
        return self._frame(snapshot, own), own, photo

    def _frame(self, snapshot: Mapping[str, Any], own: Mapping[str, Any]) -> Frame:
        common = marshal.dumps([one for one in snapshot.items() if one[0] not in self.own], 2)
        shape, texts = shape_and_texts(own)
        key = common, shape, repertoire.tier_of(texts)
        frame = self._frames.get(key)
        if frame is None:
            with self._lock:
                frame = self._frames[key] = framing.frame_of(*self._laid_out(snapshot))
                while len(self._frames) > _MOST_FRAMES:
                    self._frames.popitem(last=False)
        return frame

    def _laid_out(self, snapshot: Mapping[str, Any]) -> tuple[Skeleton, Mapping[str, Any]]:
        ruler = _Ruler()
        words = self.paper.lay_out(composed(snapshot), ruler).words
        if ruler.reasons:
            raise Unstampable("refused", ruler.reasons[0])
        shape, texts = shape_and_texts(words)
        key = shape, repertoire.tier_of(texts)
        if key not in self._skeletons:
            if len(self._skeletons) >= _MOST_SKELETONS:
                self._skeletons.clear()
            self._skeletons[key] = self._proven(snapshot, words, key)
        skeleton = self._skeletons[key]
        if isinstance(skeleton, Unstampable):
            raise Unstampable(skeleton.kind, str(skeleton))
        return skeleton, words

    def _proven(
        self, snapshot: Mapping[str, Any], words: Mapping[str, Any], key: tuple[Shape, str]
    ) -> Skeleton | Unstampable:
        """The skeleton of the shape, or why there is none. Takes as long as a dozen plain certificates."""
        began = time.monotonic()
        try:
            if weasyprint.__version__ not in internals.VERSIONS:
                raise Unstampable("unproven", f"WeasyPrint {weasyprint.__version__} is not known")
            skeleton = compiling.skeleton_of(self.paper, words, own=self.own, tier=key[1], typical=self._widths)
            self._prove(skeleton, snapshot, *key)
        except Unstampable as reason:
            logger.warning("certificate_shape_not_stampable", kind=reason.kind, why=str(reason))
            return reason
        except Exception:
            # A library update may slow down printing, but must never stop it.
            logger.exception("certificate_shape_not_stampable", kind="shape")
            return Unstampable("shape", "an error while compiling")
        logger.debug("certificate_shape_compiled", seconds=round(time.monotonic() - began, 2))
        return skeleton

    @cached_property
    def _widths(self) -> compiling.Widths:
        return compiling.widths_in(self.paper, self.paper.lay_out(composed(self.typical), _Ruler()).words)

    def _prove(self, skeleton: Skeleton, snapshot: Mapping[str, Any], shape: Shape, tier: str) -> None:
        symbols = [box for box in skeleton.images if box.source in SYMBOLS]
        for sample in samples.proofs(snapshot, tier):
            ruler = Ruler()
            layout = self.paper.lay_out(composed(sample), ruler)
            if ruler.reasons or shape_and_texts(layout.words)[0] != shape:
                continue
            own = {key: layout.words[key] for key in self.own if key in layout.words}
            photo = _photo(layout.images["photo.jpg"]) if "photo.jpg" in layout.images else None
            stamped = framing.frame_of(skeleton, layout.words).stamped(own, photo)
            for difference in stamp_proof.differences(stamped, self.paper.print(sample), symbols):
                raise Unstampable("unproven", f"{difference} ({sample['holder']['name']})")


def _photo(content: bytes) -> Photo:
    with Image.open(BytesIO(content)) as picture:
        return Photo(content, *picture.size)
