# Brings one record of version 0.1.0, with its parts, to the vocabulary of version 0.2.0; run again, it changes nothing.
# arkg format --migrate runs it over each file.

PREFIX arkg: <https://w3id.org/arkg/ns#>
PREFIX dcterms: <http://purl.org/dc/terms/>
PREFIX schema: <https://schema.org/>
PREFIX skos: <http://www.w3.org/2004/02/skos/core#>

# A record has the class of this graph, which rules look at, beside that of SKOS or schema.org.
INSERT { ?record a arkg:Concept } WHERE { ?record a skos:Concept FILTER(STRSTARTS(STR(?record), "https://w3id.org/arkg/id/")) } ;
INSERT { ?record a arkg:Collection } WHERE { ?record a skos:Collection FILTER(STRSTARTS(STR(?record), "https://w3id.org/arkg/id/")) } ;
INSERT { ?record a arkg:Place } WHERE { ?record a schema:Place FILTER(STRSTARTS(STR(?record), "https://w3id.org/arkg/id/")) } ;

# Dublin Core has a property for what a page lists.
DELETE { ?record arkg:listedBy ?page } INSERT { ?record dcterms:isReferencedBy ?page }
WHERE { ?record arkg:listedBy ?page } ;
DELETE { ?evidence arkg:supports arkg:listedBy } INSERT { ?evidence arkg:supports dcterms:isReferencedBy }
WHERE { ?evidence arkg:supports arkg:listedBy } ;

# A statement of a position is no statement of RDF.
DELETE { ?resource a arkg:Statement } INSERT { ?resource a arkg:PositionStatement }
WHERE { ?resource a arkg:Statement } ;

# What held a book is its publisher; what held anything else is a journal or a series.
DELETE { ?resource arkg:container ?title } INSERT { ?resource arkg:publisherName ?title }
WHERE { ?resource arkg:container ?title ; a schema:Book } ;
DELETE { ?evidence arkg:supports arkg:container } INSERT { ?evidence arkg:supports arkg:publisherName }
WHERE { ?evidence arkg:supports arkg:container . ?resource arkg:evidence ?evidence ; a schema:Book } ;
DELETE { ?resource arkg:container ?title } INSERT { ?resource arkg:containerTitle ?title }
WHERE { ?resource arkg:container ?title } ;
DELETE { ?evidence arkg:supports arkg:container } INSERT { ?evidence arkg:supports arkg:containerTitle }
WHERE { ?evidence arkg:supports arkg:container } ;

# A status is a part of its initiative, as of the day that was confirmed, else of the last reading of its evidence.
INSERT {
    ?initiative arkg:datedStatus ?part .
    ?part a arkg:DatedStatus ; arkg:status ?status ; arkg:evidence ?evidence .
} WHERE {
    ?initiative a arkg:Initiative ; arkg:status ?status ; arkg:evidence ?evidence .
    FILTER(
        EXISTS { ?evidence arkg:supports arkg:status }
        || NOT EXISTS { ?initiative arkg:evidence ?other . ?other arkg:supports arkg:status }
        && NOT EXISTS { ?evidence arkg:supports ?property }
    )
    FILTER NOT EXISTS { ?initiative arkg:datedStatus ?dated }
    BIND(IRI(CONCAT(STR(?initiative), "#status-1")) AS ?part)
} ;
INSERT { ?part dcterms:date ?date } WHERE {
    ?initiative arkg:status ?status ; arkg:datedStatus ?part .
    ?part arkg:status ?status .
    OPTIONAL { ?initiative arkg:statusConfirmed ?confirmed }
    OPTIONAL {
        ?part arkg:evidence ?evidence .
        ?evidence arkg:dateRead ?read .
        FILTER NOT EXISTS { ?part arkg:evidence ?other . ?other arkg:dateRead ?later . FILTER(STR(?later) > STR(?read)) }
    }
    BIND(COALESCE(?confirmed, ?read) AS ?date)
    FILTER(BOUND(?date))
    FILTER NOT EXISTS { ?part dcterms:date ?given }
} ;
DELETE { ?initiative arkg:status ?status . ?initiative arkg:statusConfirmed ?confirmed } WHERE {
    ?initiative a arkg:Initiative ; arkg:status ?status ; arkg:datedStatus ?part .
    ?part arkg:status ?status ; dcterms:date ?date .
    OPTIONAL { ?initiative arkg:statusConfirmed ?confirmed }
} ;

# An accreditation is a part of its institution; a year is that of the one accreditor.
INSERT {
    ?institution arkg:accreditation ?part .
    ?part a arkg:Accreditation ; arkg:accreditedBy ?accreditor ; arkg:evidence ?evidence .
} WHERE {
    ?institution a arkg:Institution ; arkg:accreditedBy ?accreditor ; arkg:evidence ?evidence .
    FILTER(
        EXISTS { ?evidence arkg:supports arkg:accreditedBy }
        || NOT EXISTS { ?institution arkg:evidence ?other . ?other arkg:supports arkg:accreditedBy }
        && NOT EXISTS { ?evidence arkg:supports ?property }
    )
    FILTER NOT EXISTS {
        ?institution arkg:accreditation ?dated .
        ?dated arkg:accreditedBy ?accreditor .
    }
    BIND(REPLACE(STR(?accreditor), "^.*/", "") AS ?slug)
    BIND(IRI(CONCAT(STR(?institution), "#accreditation-", ?slug)) AS ?part)
} ;
INSERT { ?part arkg:accreditedSince ?year } WHERE {
    ?institution a arkg:Institution ; arkg:accreditedSince ?year ; arkg:accreditation ?part .
    FILTER NOT EXISTS { ?institution arkg:accreditation ?other . FILTER(?other != ?part) }
    FILTER NOT EXISTS { ?part arkg:accreditedSince ?given }
} ;
DELETE { ?institution arkg:accreditedBy ?accreditor } WHERE {
    ?institution a arkg:Institution ; arkg:accreditedBy ?accreditor ; arkg:accreditation ?part .
    ?part arkg:accreditedBy ?accreditor .
} ;
DELETE { ?institution arkg:accreditedSince ?year } WHERE {
    ?institution a arkg:Institution ; arkg:accreditedSince ?year ; arkg:accreditation ?part .
    ?part arkg:accreditedSince ?year .
}
