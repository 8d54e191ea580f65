"""The syntax rules of shapes and constraint components (SHACL, appendix A), checked before anything is validated.

An ill-formed shape has no defined results, and pySHACL stops at the first one it meets or passes over it. So each is a
fault of the shape, whatever the data.
"""

from __future__ import annotations

import re
import warnings
from typing import TYPE_CHECKING, cast

import pyoxigraph as ox

from arkg.names import local_name, nearest
from arkg.namespaces import SH, TYPE, XSD
from arkg.validate.compiler.paths import read_path
from arkg.validate.findings import RuleFault
from arkg.validate.terms import SUBCLASS, fits, words

if TYPE_CHECKING:
    from collections.abc import Collection

    from arkg.description import Description
    from arkg.validate.terms import Resource, Term

TARGETS = ("targetClass", "targetNode", "targetSubjectsOf", "targetObjectsOf")
SHAPE_TERMS = words("property node not qualifiedValueShape")
SHAPE_LISTS = words("and or xone")
TERM_LISTS = words("in languageIn ignoredProperties")
COUNTS = words("minCount maxCount minLength maxLength qualifiedMinCount qualifiedMaxCount")
BOOLEANS = words("closed uniqueLang deactivated qualifiedValueShapesDisjoint")
IRIS = words(
    "class datatype equals disjoint lessThan lessThanOrEquals targetClass targetSubjectsOf targetObjectsOf severity"
)
BOUNDS = words("minExclusive minInclusive maxExclusive maxInclusive")
NODES = words("hasValue targetNode")
TEXTS = words("pattern flags")
SINGLE = COUNTS | BOOLEANS | BOUNDS | TERM_LISTS | words("path datatype nodeKind flags severity")
OF_PROPERTIES = words("minCount maxCount uniqueLang lessThan lessThanOrEquals qualifiedValueShape")
"""The constraints that only a property shape can have."""
COUNTS_OF_QUALIFIED = words("qualifiedMinCount qualifiedMaxCount")
QUALIFIED = COUNTS_OF_QUALIFIED | {"qualifiedValueShape"}
NODE_KINDS = ("BlankNode", "IRI", "Literal", "BlankNodeOrIRI", "BlankNodeOrLiteral", "IRIOrLiteral")
FLAGS = "im"
"""The flags of a regular expression that pySHACL knows."""
UNKNOWN_IN_PYTHON = re.compile(r"(?<!\\)(?:\\\\)*(\\[pPicIC](?:\{[^}]*\})?|\[[^\]\\]*-\[)")
"""Parts of XPath's regular expressions that Python's have not: classes of Unicode and of XML, subtraction."""
CONSTRAINTS = (
    SHAPE_TERMS
    | SHAPE_LISTS
    | words(
        "class closed datatype disjoint equals hasValue in languageIn lessThan lessThanOrEquals maxCount maxExclusive "
        "maxInclusive maxLength minCount minExclusive minInclusive minLength nodeKind pattern sparql uniqueLang"
    )
)
BESIDES = words(
    "path deactivated flags ignoredProperties qualifiedMinCount qualifiedMaxCount qualifiedValueShapesDisjoint "
    "name description message severity order group defaultValue declare"
)
KNOWN = CONSTRAINTS | BESIDES | {*TARGETS}
"""The SHACL terms that a shape can have."""
OF_QUERIES = words("select prefixes")
"""What a shape says that is its own SPARQL constraint, too."""
REWRITTEN = words(
    "byte short int long unsignedByte unsignedShort unsignedInt unsignedLong "
    "positiveInteger nonNegativeInteger negativeInteger nonPositiveInteger"
)
"""The datatypes that the store keeps as xsd:integer."""
PARAMETERS_TAKEN = words("this shapesGraph currentShape path PATH value")
VALIDATORS = {"validator": "ask", "nodeValidator": "select", "propertyValidator": "select"}
"""The properties that lead to validators, and the kind of their queries."""


def check_syntax(shapes: Description) -> None:
    """Raise RuleFault for the first ill-formed shape or constraint component of a shapes graph."""
    for component in components(shapes):
        _check_component(shapes, component)
    using = {node for name in SHAPE_TERMS | SHAPE_LISTS for node in shapes.having(SH(name))}
    of_components, queries = parameters(shapes), shapes.values(SH("sparql"))
    for node in sorted(shape_nodes(shapes) | using, key=str):
        if not isinstance(node, ox.Literal):  # else it is a fault of the shape that names it
            _check_shape(shapes, node, of_components, KNOWN | OF_QUERIES if node in queries else KNOWN)
    for node in shapes.having(SH("entailment")):
        raise RuleFault(
            "sh:entailment is not supported: no entailment regime is applied to the data before it is validated.",
            node=node,
            remedy="Leave it out.",
        )


def shape_nodes(shapes: Description) -> set[Term]:
    """Return what pySHACL takes for a shape: by its type, its targets, sh:property or sh:node, or where it is used."""
    typed = {node for kind in ("NodeShape", "PropertyShape") for node in shapes.typed(SH(kind))}
    subjects = {node for name in (*TARGETS, "property", "node") for node in shapes.having(SH(name))}
    members = {item for name in SHAPE_LISTS for head in shapes.values(SH(name)) for item in shapes.items(head)}
    return typed | subjects | members | {value for name in SHAPE_TERMS for value in shapes.values(SH(name))}


def components(shapes: Description) -> list[Resource]:
    """Return the constraint components that a shapes graph declares."""
    kind = SH("ConstraintComponent")
    kinds = [kind, *(node for node in shapes.having(SUBCLASS) if kind in shapes.all(node, SUBCLASS))]
    found = (node for each in kinds if isinstance(each, ox.NamedNode) for node in shapes.typed(each))
    return [node for node in dict.fromkeys(found) if not node.value.startswith(SH)]


def parameters(shapes: Description) -> frozenset[Term]:
    """Return the properties that are parameters of declared constraint components."""
    nodes = (node for each in components(shapes) for node in shapes.all(each, SH("parameter")))
    return frozenset(path for node in nodes for path in shapes.all(node, SH("path")))


def validators(shapes: Description, component: Resource) -> list[tuple[Term, str]]:
    """Return the validators of a constraint component, and whether each is a query of sh:ask or of sh:select."""
    found = ((value, kind) for name, kind in VALIDATORS.items() for value in shapes.all(component, SH(name)))
    return list(dict.fromkeys(found))


def lacks_validator(shapes: Description, node: Term, parameter: Term) -> bool:
    """Return whether a constraint component with this parameter has no validator for shapes of the kind of this one."""
    fitting = ("validator", "propertyValidator" if shapes.all(node, SH("path")) else "nodeValidator")
    declared = {each: shapes.all(each, SH("parameter")) for each in components(shapes)}
    using = (each for each, nodes in declared.items() if any(parameter in shapes.all(n, SH("path")) for n in nodes))
    return any(not any(shapes.all(each, SH(name)) for name in fitting) for each in using)


def _check_shape(shapes: Description, node: Term, of_components: frozenset[Term], known: Collection[str]) -> None:
    paths, types = shapes.all(node, SH("path")), shapes.all(node, TYPE)
    if SH("NodeShape") in types and SH("PropertyShape") in types:
        raise RuleFault("A shape is a node shape or a property shape, not both.", node=node)
    if SH("NodeShape") in types and paths:
        raise RuleFault(
            "A node shape has no sh:path.", node=node, path=SH("path"), remedy="Make it a sh:PropertyShape."
        )
    if SH("PropertyShape") in types and not paths:
        raise RuleFault("A property shape needs one sh:path.", node=node, remedy="Name its property.")
    stated = {triple.predicate.value.removeprefix(SH) for triple in shapes.about(node)}
    for triple in shapes.about(node):
        path, value, name = triple.predicate, cast("Term", triple.object), triple.predicate.value.removeprefix(SH)
        if path in of_components and lacks_validator(shapes, node, path):
            what = "The constraint component of this parameter has no validator for this kind of shape."
            raise RuleFault(what, node=node, remedy="Give it a sh:validator.", path=path, value=value)
        if name in known:
            _check_statement(shapes, node, triple, stated)
        elif name != path.value and path not in of_components:
            near = nearest(name, KNOWN)
            what = f"sh:{name} is not among the SHACL terms that this validation knows."
            remedy = f"Did you mean sh:{near[0]}?" if near else "Leave it out."
            raise RuleFault(what, node=node, remedy=remedy, path=path, value=value)
    if paths:
        try:
            read_path(shapes, paths[0])
        except RuleFault as fault:
            raise RuleFault(fault.what, node=node, remedy=fault.remedy, path=SH("path"), value=paths[0]) from fault


def _check_statement(shapes: Description, node: Term, triple: ox.Triple, stated: Collection[str]) -> None:
    """Raise RuleFault for a value that a SHACL term cannot have, for one too many, and for a term out of place.

    ``stated`` are the SHACL terms of the shape.
    """
    value: Term = triple.object  # type: ignore[assignment]
    name = triple.predicate.value.removeprefix(SH)
    what = remedy = ""
    near: tuple[ox.NamedNode, ...] = ()
    is_counted = "qualifiedValueShape" in stated and not COUNTS_OF_QUALIFIED.isdisjoint(stated)
    if name in SINGLE and len(shapes.all(node, triple.predicate)) > 1:
        what, remedy = f"A shape has at most one sh:{name}.", "Write a shape for each."
    elif name in OF_PROPERTIES and "path" not in stated:
        what, remedy = f"sh:{name} belongs to a property shape.", "Give the shape a sh:path, or leave it out."
    elif name == "ignoredProperties" and "closed" not in stated:
        what, remedy = "sh:ignoredProperties belongs to a closed shape.", "Add sh:closed true, or leave it out."
    elif name in QUALIFIED and "path" in stated and not is_counted:
        what = "sh:qualifiedValueShape needs sh:qualifiedMinCount, sh:qualifiedMaxCount, or both."
        remedy = "Give the shape to count and the number allowed."
    elif name == "nodeKind" and value not in [SH(each) for each in NODE_KINDS]:
        near = tuple(SH(each) for each in nearest(local_name(value), NODE_KINDS))
        listed = ", ".join(f"sh:{each}" for each in NODE_KINDS[:-1])
        spelled = f"sh:{local_name(value)}" if value.value.startswith(SH) else str(value)
        what = f"{spelled} is not a node kind."
        remedy = "" if near else f"Use {listed} or sh:{NODE_KINDS[-1]}."
    elif name in SHAPE_TERMS | {"sparql"}:
        what, remedy = _of_shape(shapes, name, value)
    elif name in SHAPE_LISTS | TERM_LISTS:
        what, remedy = _of_list(shapes, name, value)
    else:
        what, remedy = _of_value(name, value)
    if what:
        raise RuleFault(what, node=node, remedy=remedy, path=triple.predicate, value=value, near=near)


def _of_shape(shapes: Description, name: str, value: Term) -> tuple[str, str]:
    if isinstance(value, ox.Literal):
        kind = "query" if name == "sparql" else "shape"
        return f"The value of sh:{name} is a {kind}, not a literal.", f"Name the {kind}, or write it in brackets [ ]."
    if name == "property" and not shapes.all(value, SH("path")):
        return "The value of sh:property is a property shape.", "Give that shape a sh:path, or use sh:node."
    if name == "node" and shapes.all(value, SH("path")):
        return "The value of sh:node is a node shape.", "Leave out the sh:path of that shape, or use sh:property."
    return "", ""


def _of_list(shapes: Description, name: str, head: Term) -> tuple[str, str]:
    """Return what is wrong with the list of a SHACL term, and what to do; both empty where nothing is."""
    items = shapes.items(head)
    fault = ""
    if not shapes.is_list(head):
        fault = f"The value of sh:{name} is not a well-formed list."
    elif name in SHAPE_LISTS and not items:
        fault = f"The list of sh:{name} is empty, so no value can be checked."
    elif name in SHAPE_LISTS and any(isinstance(item, ox.Literal) for item in items):
        fault = f"The members of the list of sh:{name} are shapes, not literals."
    elif name == "in" and any(isinstance(item, ox.BlankNode) for item in items):
        fault = "The list of sh:in has a blank node, which cannot be compared with anything in the data."
    elif name == "languageIn" and not all(_has_type(item, "string") for item in items):
        fault = "The members of the list of sh:languageIn are language tags."
    elif name == "ignoredProperties" and not all(isinstance(item, ox.NamedNode) for item in items):
        fault = "The members of the list of sh:ignoredProperties are properties."
    examples = {"in": "( ex:a ex:b )", "languageIn": '( "en" "es" )', "ignoredProperties": "( rdf:type )"}
    return fault, fault and f"Write it as sh:{name} {examples.get(name, '( ex:Shape1 ex:Shape2 )')} ."


def _of_value(name: str, value: Term) -> tuple[str, str]:
    """Return what is wrong with the value of a term that takes no shape and no list, and what to do."""
    wrong, what, remedy = False, "", ""
    if name in COUNTS:
        wrong = not (_has_type(value, "integer") and value.value.isdigit())
        what, remedy = "is a number of things", f"Write it as an integer: sh:{name} 1 ."
    elif name in BOOLEANS:
        wrong = not (_has_type(value, "boolean") and value.value in {"true", "false", "1", "0"})
        what, remedy = "is true or false", f"Write sh:{name} true ."
    elif name in IRIS:
        wrong = not isinstance(value, ox.NamedNode)
        what, remedy = "is an IRI", "Write the IRI, or a prefixed name."
    elif name in BOUNDS:
        wrong = not isinstance(value, ox.Literal) or not fits(value.value, value.datatype)
        what, remedy = "is a valid literal", "Write a number or a date, in the form of its datatype."
    elif name in NODES:
        wrong = isinstance(value, ox.BlankNode)
        what, remedy = "is a blank node, which cannot be compared with anything in the data", "Give the node an IRI."
    elif name in TEXTS:
        wrong = not _has_type(value, "string")
        what, remedy = "is a text without a language", f'Write sh:{name} "…" .'
    if wrong:
        return f"The value of sh:{name} {what}.", remedy
    datatype = value.value.removeprefix(XSD)
    if name == "datatype" and datatype in REWRITTEN:
        what = f"The store keeps xsd:{datatype} as xsd:integer, so that this rule would fail for every value."
        return what, "Use xsd:integer, with sh:minInclusive and sh:maxInclusive where it is bounded."
    if name == "flags" and value.value.lower().strip(FLAGS):
        return f'The flags "{value.value}" are not supported.', "Use i (any case), m (every line) or both."
    return pattern_fault(value.value) if name == "pattern" else ("", "")


def pattern_fault(pattern: str) -> tuple[str, str]:
    """Return what is wrong with a regular expression, and what to do; both empty where nothing is."""
    if unknown := UNKNOWN_IN_PYTHON.search(pattern):
        return (
            f"The regular expression has {unknown[1]}, which is not supported.",
            "Write the characters out, for example [A-Z] or [^\\W\\d_] for any letter.",
        )
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            re.compile(pattern)
    except (re.error, OverflowError, RecursionError) as fault:
        return f"The regular expression is not valid: {fault}.", "Check its brackets and backslashes."
    return "", ""


def _check_component(shapes: Description, node: Resource) -> None:
    """Raise RuleFault for a constraint component that cannot be evaluated."""
    declared = shapes.all(node, SH("parameter"))
    paths = [shapes.all(each, SH("path")) for each in declared]
    if not declared or any(len(each) != 1 or not isinstance(each[0], ox.NamedNode) for each in paths):
        fault = "A constraint component needs parameters, each with one property as its sh:path."
    elif all(any(value.value == "true" for value in shapes.all(each, SH("optional"))) for each in declared):
        fault = "A constraint component needs a parameter that is not optional."
    elif taken := [each[0] for each in paths if local_name(each[0]) in PARAMETERS_TAKEN or not _has_name(each[0])]:
        fault = f"The parameter {taken[0]} cannot be a variable: its name after # or / is taken or missing."
    elif not validators(shapes, node):
        fault = "Only constraint components with a validator in SPARQL are supported."
    else:
        fault = ""
    if fault:
        raise RuleFault(fault, node=node, remedy="See https://www.w3.org/TR/shacl/#constraint-components .")


def _has_type(value: Term, name: str) -> bool:
    return isinstance(value, ox.Literal) and value.datatype == XSD(name)


def _has_name(parameter: Term) -> bool:
    return "#" in parameter.value or "/" in parameter.value
