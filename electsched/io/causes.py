"""Why the system refused something, in words that are the same whatever language it speaks."""

from __future__ import annotations

import errno

__all__ = ["cause"]

WORDS = {
    errno.ENOENT: "no such file or directory",
    errno.EACCES: "permission denied",
    errno.EPERM: "operation not permitted",
    errno.EEXIST: "a file that exists",
    errno.ENOTDIR: "a path through what is no directory",
    errno.EISDIR: "a directory",
    errno.ENOTEMPTY: "a directory that is not empty",
    errno.ENOSPC: "no space left on the device",
    errno.EDQUOT: "a quota that is used up",
    errno.EFBIG: "a file larger than the device takes",
    errno.EROFS: "a device that can only be read",
    errno.EIO: "a device that fails",
    errno.ENAMETOOLONG: "a name too long",
    errno.ELOOP: "links that lead in a circle",
    errno.EMFILE: "too many open files",
}


def cause(error: OSError) -> str:
    """Return why; the name of the error's number, as POSIX has it, where there are no words for it here."""
    number = error.errno or 0
    return WORDS.get(number) or errno.errorcode.get(number) or type(error).__name__
