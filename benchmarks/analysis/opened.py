"""Record which data files of an archive any library opens, through inotify(7) (Linux only)."""

import ctypes
import os
import struct

_IN_OPEN = 0x20
_IN_NONBLOCK = 0o4000
_Q_OVERFLOW = 0x4000
_HEAD = struct.Struct("iIII")


class Opened:
    """A context manager that records which record files and Parquet copies under *folder* are opened."""

    def __init__(self, folder):
        self.folders = [path for path in folder.rglob("*") if path.is_dir()]
        self.paths = set()

    def __enter__(self):
        library = ctypes.CDLL(None, use_errno=True)
        self.handle = library.inotify_init1(_IN_NONBLOCK)
        if self.handle < 0:
            raise OSError(ctypes.get_errno(), "inotify_init1")
        self.watched = {
            library.inotify_add_watch(self.handle, os.fsencode(folder), _IN_OPEN): folder for folder in self.folders
        }
        return self

    def __exit__(self, *_):
        os.close(self.handle)

    def files(self):
        """Return the record files and Parquet copies opened so far."""
        while True:
            try:
                data = os.read(self.handle, 1 << 20)
            except BlockingIOError:
                return {path for path in self.paths if path.name.endswith((".jsonl.gz", ".parquet"))}
            self._note(data)

    def _note(self, data):
        place = 0
        while place < len(data):
            watch, mask, _, length = _HEAD.unpack_from(data, place)
            if mask & _Q_OVERFLOW:
                raise RuntimeError("more files were opened than fit into the kernel's queue")
            name = data[place + _HEAD.size : place + _HEAD.size + length].rstrip(b"\0")
            self.paths.add(self.watched[watch] / os.fsdecode(name))
            place += _HEAD.size + length
