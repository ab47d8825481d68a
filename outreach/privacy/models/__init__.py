"""What keeping, forgetting and watching over privacy write down."""

from outreach.privacy.models.keeping import (
    DAYS_TO_ANSWER,
    ConsentEvidence,
    ErasureRecord,
    PersonRequest,
)
from outreach.privacy.models.watching import (
    DAYS_TO_REVIEW,
    MINUTES_OPEN,
    BrokenGlass,
    OddLooksReport,
)

__all__ = [
    "DAYS_TO_ANSWER",
    "DAYS_TO_REVIEW",
    "MINUTES_OPEN",
    "BrokenGlass",
    "ConsentEvidence",
    "ErasureRecord",
    "OddLooksReport",
    "PersonRequest",
]
