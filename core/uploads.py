"""Uploads are read in memory only: no copy of a custody file ever stands on a disk."""

from typing import Any

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.core.files.uploadhandler import MemoryFileUploadHandler, StopUpload


class InMemoryOnlyUploadHandler(MemoryFileUploadHandler):
    """Keeps the file in memory whatever its size; what is larger than any form takes ends the upload."""

    # The boundary and the other fields of the form need some room beside the file.
    ROOM = 1024 * 1024

    def handle_raw_input(
        self, input_data: Any, meta: dict, content_length: int, boundary: Any, encoding: str | None = None
    ) -> None:
        """Says before the first byte whether this upload may be read at all."""
        self.activated = content_length <= settings.MAX_UPLOAD_BYTES + self.ROOM
        self.received = 0

    def receive_data_chunk(self, raw_data: bytes, start: int) -> bytes | None:
        """Keeps the bytes; the first ones of a file that is too large end the upload."""
        if not self.activated:
            self._note_too_large()
            return None
        return super().receive_data_chunk(raw_data, start)

    def file_complete(self, file_size: int) -> UploadedFile | None:
        """The file that was read, or none."""
        return super().file_complete(file_size) if self.activated else None

    def _note_too_large(self) -> None:
        # The view finds no file in the form and says so; reading on would only fill the memory.
        self.request.upload_too_large = True  # type: ignore[union-attr]  # Django has set it
        # Read to its end without being kept, or the browser would show a broken connection and no sentence.
        raise StopUpload(connection_reset=False)
