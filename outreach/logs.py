"""What a log line may hold: codes and counts, and where something broke, but not with what."""

import logging
import traceback
from types import TracebackType


class CodesOnlyFormatter(logging.Formatter):
    """Writes of an error its kind and its lines of code, and leaves its words out.

    The words of an exception quote what it stumbled over: a database's "Key (phone)=(…) already
    exists", a parser's "invalid value Rosa". Those never reach a log.
    """

    def formatException(  # noqa: N802 - logging's name
        self,
        ei: tuple[type[BaseException], BaseException, TracebackType | None]
        | tuple[None, None, None],
    ) -> str:
        """Return the traceback with the kinds of errors only, causes included, outermost last."""
        told, error = [], ei[1]
        seen: set[int] = set()
        while error is not None and id(error) not in seen:
            seen.add(id(error))
            frames = traceback.format_tb(error.__traceback__)
            told.append("".join(frames) + type(error).__name__)
            error = error.__cause__ or (None if error.__suppress_context__ else error.__context__)
        return "\n".join(reversed(told))
