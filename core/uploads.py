"""Reads uploads in memory only: a custody file is never written to disk."""

from typing import Any

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.core.files.uploadhandler import MemoryFileUploadHandler, StopUpload


class InMemoryOnlyUploadHandler(MemoryFileUploadHandler):
    """Keeps the file in memory whatever its size; a file larger than any form accepts ends the upload."""

    # Room for the boundary and the form's other fields.
    ROOM = 1024 * 1024

    def handle_raw_input(
        self, input_data: Any, meta: dict, content_length: int, boundary: Any, encoding: str | None = None
    ) -> None:
        """Decides by the declared length, before the first byte, whether to read this upload."""
        self.activated = content_length <= settings.MAX_UPLOAD_BYTES + self.ROOM
        self.received = 0

    def receive_data_chunk(self, raw_data: bytes, start: int) -> bytes | None:
        """Keeps the bytes; if the upload is too large, its first bytes end it."""
        if not self.activated:
            self._note_too_large()
            return None
        return super().receive_data_chunk(raw_data, start)

    def file_complete(self, file_size: int) -> UploadedFile | None:
        """The file that was read, with the key of the user who sent it as `sent_by`; None if it was too large."""
        file = super().file_complete(file_size) if self.activated else None
        if file:
            # On the public side alone there are no users.
            user = getattr(self.request, "user", None)
            file.sent_by = user.pk if user else None  # type: ignore[attr-defined]  # for whoever reads the file
        return file

    def _note_too_large(self) -> None:
        # The view finds no file and tells the user; reading on would only fill the memory.
        self.request.upload_too_large = True  # type: ignore[union-attr]  # Django has set it
        # Read to the end but discarded: otherwise the browser would show a broken connection instead of a message.
        raise StopUpload(connection_reset=False)
