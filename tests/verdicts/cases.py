"""What a case of the table is, and what the components have in common."""

from collections.abc import Callable
from typing import NamedTuple

from rules import DEFAULT, LEVELS, Thing, anywhere, document, may, zaak

CELLS = tuple((type, level) for type in (0, 1) for level in LEVELS)
TYPES = ((0, None), (1, None))
ONCE = ((None, None),)

# The documents that are linked to, and the zaken that are named in passing: readable to some.
DOCUMENTS = ("0/openbaar", "0/zaakvertrouwelijk", "1/intern", "1/zeer_geheim", "0/openbaar/unready")
MOVED_TO = "1/intern"


class Case(NamedTuple):
    """One request per cell, or one list whose rows are the cells. `verdict(applicatie, type, level)` decides each."""

    operation: str
    variant: str
    over: tuple
    verdict: Callable
    # Of a list: what must be held somewhere, in `component:`, for the list to be answered at all.
    asked: str | None = None

    def row(self, applicatie):
        """The letters of an applicatie."""
        if self.asked and not anywhere(applicatie, None, self.asked):
            return "D"
        allowed, refused = ("a", "-") if self.asked else ("a", "d")
        return "".join(allowed if self.verdict(applicatie, *cell) else refused for cell in self.over)


def once(operation, component, expression):
    """No object: what is held anywhere in the component counts."""
    return Case(operation, "-", ONCE, lambda who, *_: anywhere(who, component, expression))


def named_document(spec):
    type, level, *unready = spec.split("/")
    return document(int(type), level, not unready)


def named_zaak(spec):
    """A zaak, and whether it is closed."""
    type, level, *closed = spec.split("/")
    return zaak(int(type), level), bool(closed)


def reads_document(who, spec):
    """A link shows that the document is there: only who may read it may make one."""
    return may(who, "documenten.lezen", named_document(spec))


def of_its_type(component, type):
    """The new object that names no level has that of its type."""
    return Thing(component, type, DEFAULT[component][type])
