"""Why something failed, in words that are the same whatever language the system speaks, and that tell no secret."""

from __future__ import annotations

import errno

__all__ = ["cause", "reason"]

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


def reason(error: BaseException) -> str:
    """Return why, and where in the code it arose; what the error says itself may hold an address or a name."""
    if isinstance(error, OSError) and error.errno:
        return cause(error)
    name, place = type(error).__name__, error.__traceback__
    while place is not None and place.tb_next is not None:
        place = place.tb_next
    return f"{name} ({place.tb_frame.f_globals.get('__name__', '?')}, line {place.tb_lineno})" if place else name
