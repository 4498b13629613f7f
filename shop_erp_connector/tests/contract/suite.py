"""All promises in one class to join with; see the package's docstring."""

from .broken import BrokenAnswerPromises
from .case import ContractCase
from .changes import ChangePromises
from .checking import CheckPromises
from .clearing import ClearingPromises
from .lists import LookupPromises
from .lost import LostAnswerPromises
from .opening import OpeningPromises
from .reading import ReadingPromises
from .refusals import RefusalPromises
from .secrecy import SecrecyPromises
from .settings import SettingsPromises
from .writing import WritingPromises


class ContractSuite(
    SettingsPromises,
    CheckPromises,
    LookupPromises,
    ReadingPromises,
    ChangePromises,
    WritingPromises,
    ClearingPromises,
    LostAnswerPromises,
    BrokenAnswerPromises,
    SecrecyPromises,
    RefusalPromises,
    OpeningPromises,
    ContractCase,
):
    """Everything that a remote promises."""
