"""The W3C Reconciliation Service API 0.2 over the records, as OpenRefine and other clients speak it.

https://www.w3.org/community/reports/reconciliation/CG-FINAL-specs-0.2-20230410/. An entity is a record, its identifier
kind and slug (institution/emory-university); types and properties go by their short names (arkg:MedicalSchool).
"""

from arkg.serve.endpoints.reconcile.endpoints import preview, properties, reconcile, suggest
from arkg.serve.endpoints.reconcile.entities import Entities

__all__ = ["Entities", "preview", "properties", "reconcile", "suggest"]
