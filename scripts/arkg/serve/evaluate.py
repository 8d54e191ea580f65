"""What a worker does with a query, a question or the name of a graph: an answer in the form its asker likes best."""

from __future__ import annotations

import io
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from urllib.parse import urljoin

import pyoxigraph as ox

from arkg.errors import InputFault, StoreFault
from arkg.graph import BASE
from arkg.query import bind, find_question
from arkg.query.answer import explain
from arkg.query.question import to_term, unknown_parameter
from arkg.query.tokens import graphs_asked, is_volatile, refuse_huge, refuse_remote
from arkg.serve.html import HTML, answer_section, document, question_form
from arkg.serve.negotiate import GRAPHS, RESULTS, negotiate

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

    from arkg.serve.world import World

    Term = ox.NamedNode | ox.BlankNode | ox.Literal | ox.Triple

RESULT_FORMATS = {
    RESULTS["json"]: ox.QueryResultsFormat.JSON,
    RESULTS["xml"]: ox.QueryResultsFormat.XML,
    RESULTS["csv"]: ox.QueryResultsFormat.CSV,
    RESULTS["tsv"]: ox.QueryResultsFormat.TSV,
}
GRAPH_FORMATS = {
    GRAPHS["ttl"]: ox.RdfFormat.TURTLE,
    GRAPHS["nt"]: ox.RdfFormat.N_TRIPLES,
    GRAPHS["rdf"]: ox.RdfFormat.RDF_XML,
    GRAPHS["jsonld"]: ox.RdfFormat.JSON_LD,
}


UNKNOWN_FUNCTION = re.compile(r"The custom function <(.*)> is not supported")


class NotAcceptable(Exception):
    """None of the forms in which there is an answer is one that the asker takes."""

    def __init__(self, offers: Iterable[str]) -> None:
        """Name the forms there are."""
        super().__init__(f"This is given as {', '.join(offers)}: ask for one of these with Accept.")


class TooLong(Exception):
    """An answer of more bytes than the server gives at once."""

    def __init__(self, most: int) -> None:
        """Say what to do instead."""
        size = f"{most // 1_000_000} MB" if most >= 1_000_000 else f"{most:,} bytes"  # noqa: PLR2004 - a megabyte
        super().__init__(f"The answer has more than {size}. Ask for less: add a LIMIT, or take the dumps under /data/.")


@dataclass(frozen=True, slots=True)
class Asked:
    """A query, the graphs it is asked of where that is said, and the Accept header of whoever asks.

    ``base`` is the IRI against which relative ones are resolved. ``title`` and ``form`` stand on the page of the
    answer, where one is asked for, and ``root`` before the addresses on it.
    """

    text: str
    accept: str
    default: Sequence[str] = ()
    named: Sequence[str] = ()
    place: str = ""
    base: str = BASE
    title: str = "Answer"
    form: str = ""
    root: str = ""


class Bounded(io.BytesIO):
    """Keeps what is written to it; raises TooLong where that is more than it may be."""

    def __init__(self, most: int) -> None:
        """Begin empty."""
        super().__init__()
        self._most = most

    def write(self, data: Any, /) -> int:
        """Keep some more bytes."""
        if self.tell() + len(data) > self._most:
            raise TooLong(self._most)
        return super().write(data)


def evaluate(world: World, asked: Asked) -> tuple[dict[str, Any], bytes]:
    """Answer a query: what its answer is (type, and whether it would be the same again), and the answer's bytes.

    Raises InputFault, SyntaxFault or UnknownName for a query that is refused or is none, NotAcceptable, TooLong, and
    StoreFault for one that fails while it is answered.
    """
    refuse_huge(asked.text, asked.place)
    refuse_remote(asked.text, asked.place)
    refuse_far(world, asked)
    try:
        media_type, content = write(ask(world, asked), asked, world)
    except SyntaxError as fault:
        raise explain(fault, asked.text, world.repository.prefixes, asked.place) from fault
    except (OSError, RuntimeError, ValueError) as fault:
        raise StoreFault(f"The query cannot be answered: {fault}", where=asked.place) from fault
    return {"type": media_type, "steady": not is_volatile(asked.text)}, content


def ask(world: World, asked: Asked) -> ox.QuerySolutions | ox.QueryBoolean | ox.QueryTriples:
    """Return the answer of a query; calling a function that nobody knows is an error of its expression.

    SPARQL 1.1, 17.3 and 17.6: such an error makes a filter false and leaves a variable unbound.
    """
    unknown: dict[ox.NamedNode, Callable[..., Term | None]] = {}
    while True:
        try:
            return world.store.query(
                asked.text,
                base_iri=asked.base,
                prefixes=dict(world.repository.prefixes),
                custom_functions=unknown,
                **dataset(asked),
            )
        except RuntimeError as fault:
            function = UNKNOWN_FUNCTION.fullmatch(str(fault))
            if not function or ox.NamedNode(function[1]) in unknown:
                raise
            unknown[ox.NamedNode(function[1])] = lambda *_terms: None


def refuse_far(world: World, asked: Asked) -> None:
    """Raise InputFault where a query is asked of a graph that is not here."""
    for iri in (*graphs_asked(asked.text, world.repository.prefixes), *asked.default, *asked.named):
        if not world.has_graph(urljoin(asked.base, iri)):
            raise InputFault(
                f"There is no graph <{iri}> here, and nothing is fetched from elsewhere.",
                where=asked.place,
                remedy="SELECT ?graph { GRAPH ?graph {} } lists the graphs there are.",
            )


def dataset(asked: Asked) -> dict[str, Any]:
    """Give the dataset of a query as the protocol says it; nothing where the query or the store says it."""
    if not (asked.default or asked.named):
        return {}
    return {
        "default_graph": [ox.NamedNode(iri) for iri in asked.default],
        "named_graphs": [ox.NamedNode(iri) for iri in asked.named],
    }


def write(
    found: ox.QuerySolutions | ox.QueryBoolean | ox.QueryTriples, asked: Asked, world: World
) -> tuple[str, bytes]:
    """Write an answer in the form its asker likes best."""
    accept, offers = asked.accept, list(RESULT_FORMATS)
    is_graph = isinstance(found, ox.QueryTriples)
    if negotiate(accept, [*(GRAPH_FORMATS if is_graph else RESULT_FORMATS), HTML]) == HTML:
        shown = each_once(found) if isinstance(found, ox.QueryTriples) else found
        section = answer_section(shown, world.repository.prefixes, asked.root)
        return HTML, document(asked.title, f"{section}\n{asked.form}", asked.root)
    if isinstance(found, ox.QueryTriples):
        return write_graph(each_once(found), accept, world)
    out = Bounded(world.answer_limit)
    if isinstance(found, ox.QueryBoolean):
        offers = offers[:2] if negotiate(accept, offers[:2]) else offers
    media_type = chosen(accept, offers)
    if isinstance(found, ox.QueryBoolean) and media_type not in offers[:2]:
        out.write(b"true\n" if found else b"false\n")
    else:
        found.serialize(out, RESULT_FORMATS[media_type])
    return media_type, out.getvalue()


def write_graph(triples: Iterable[ox.Triple], accept: str, world: World) -> tuple[str, bytes]:
    """Write statements in the form their asker likes best."""
    media_type = chosen(accept, list(GRAPH_FORMATS))
    out = Bounded(world.answer_limit)
    prefixes = dict(world.repository.prefixes)
    ox.serialize(triples, out, GRAPH_FORMATS[media_type], prefixes=prefixes)
    return media_type, out.getvalue()


def chosen(accept: str, offers: Sequence[str]) -> str:
    """Give the media type liked best; raise NotAcceptable."""
    media_type = negotiate(accept, offers)
    if not media_type:
        raise NotAcceptable(offers)
    return media_type


def each_once(triples: Iterable[ox.Triple]) -> Iterator[ox.Triple]:
    """Give each triple once, as they come."""
    seen: set[ox.Triple] = set()
    for triple in triples:
        if triple not in seen:
            seen.add(triple)
            yield triple


def ask_question(
    world: World, name: str, values: Mapping[str, Sequence[str]], accept: str, root: str
) -> tuple[dict[str, Any], bytes]:
    """Answer a question of the library with its parameters as they are typed; raises as `evaluate`, and UnknownName."""
    question = find_question(world.repository, name)
    parameters = {parameter.name: parameter for parameter in question.parameters}
    terms = {}
    for each, typed in sorted(values.items()):
        if each not in parameters:
            raise unknown_parameter(question, each)
        if len(typed) > 1:
            raise InputFault(f"The parameter {each} is given {len(typed)} times.", remedy="Give it once.")
        terms[each] = [to_term(world.repository, parameters[each], value, world.store) for value in typed]
    form = question_form(root, question, values)
    asked = Asked(bind(question, terms), accept, place=question.place, title=question.summary, form=form, root=root)
    return evaluate(world, asked)


def give_graph(world: World, iri: str, accept: str) -> tuple[dict[str, Any], bytes]:
    """Give a graph of the store, the default one for an empty IRI; raise UnknownGraph for one it has not."""
    if iri and not world.has_graph(iri):
        raise UnknownGraph(f"There is no graph <{iri}> here.")
    graph = ox.NamedNode(iri) if iri else ox.DefaultGraph()
    triples = (quad.triple for quad in world.store.quads_for_pattern(None, None, None, graph))
    media_type, content = write_graph(triples, accept, world)
    return {"type": media_type, "steady": True}, content


class UnknownGraph(Exception):
    """A graph that the store does not have."""
