"""Find what statements entail about our records: the OWL 2 RL closure without what tells a reader nothing.

Standard: https://www.w3.org/TR/owl2-profiles/#OWL_2_RL. Axioms are compiled into rules, which find in memory what
follows from each statement. They are held to owlrl, which answers where a graph says more than rules can be compiled
from.
"""

from arkg.infer.entail import ENGINES, entailed, entailed_by_store
from arkg.infer.reference import by_reference
from arkg.infer.tools import for_owl, for_skos

__all__ = [
    "ENGINES",
    "by_reference",
    "entailed",
    "entailed_by_store",
    "for_owl",
    "for_skos",
]
