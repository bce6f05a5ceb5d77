"""Our namespace in Temporal, and what its runs can be searched by."""

import asyncio
from datetime import timedelta
from typing import TYPE_CHECKING

from chassis.settings import Settings

if TYPE_CHECKING:
    from temporalio.client import Client

NAMESPACE = "songjiao"
RETENTION = timedelta(days=30)
SEARCH_ATTRIBUTES = {
    "CaseKind": "Keyword",
    "CaseNo": "Keyword",
    "County": "Keyword",
    "StudioId": "Keyword",
}
# A new namespace is not known at once in all of Temporal's parts.
ATTEMPTS = 60


async def provision(settings: Settings) -> None:
    """Make the namespace and its search attributes where they are missing, on a Temporal server of any kind."""
    # Imported here: the process that starts the embedded server needs the names above and not the client.
    from temporalio.api.workflowservice.v1 import RegisterNamespaceRequest
    from temporalio.service import RPCError, RPCStatusCode

    from workflows.engine.connection import plainly_connected

    client = await plainly_connected(settings)
    request = RegisterNamespaceRequest(namespace=settings.temporal_namespace)
    request.workflow_execution_retention_period.FromTimedelta(RETENTION)
    try:
        await client.workflow_service.register_namespace(request)
    except RPCError as error:
        if error.status is not RPCStatusCode.ALREADY_EXISTS:
            raise
    for _ in range(ATTEMPTS):
        if await _search_attributes_known(client):
            return
        await asyncio.sleep(1)
    raise RuntimeError(f"Temporal at {settings.temporal_address} did not take our search attributes")


async def _search_attributes_known(client: "Client") -> bool:
    """Whether all are there already; what is missing is asked for."""
    from temporalio.api.enums.v1 import IndexedValueType
    from temporalio.api.operatorservice.v1 import AddSearchAttributesRequest, ListSearchAttributesRequest
    from temporalio.service import RPCError

    try:
        asked = ListSearchAttributesRequest(namespace=client.namespace)
        known = (await client.operator_service.list_search_attributes(asked)).custom_attributes
        missing = {
            name: IndexedValueType.Value(f"INDEXED_VALUE_TYPE_{kind.upper()}")
            for name, kind in SEARCH_ATTRIBUTES.items()
            if name not in known
        }
        if missing:
            await client.operator_service.add_search_attributes(
                AddSearchAttributesRequest(namespace=client.namespace, search_attributes=missing)
            )
    except RPCError:
        return False
    return not missing
