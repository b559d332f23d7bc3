import type { MixpanelClient } from "../client";
import { listLexiconSchemasByType as endpoint } from "../endpoints/lexicon";
import { MixpanelResponseError } from "../errors";

export interface ListedSchemas {
  status: string;
  results: unknown[];
}

/**
 * Lists the schemas of one entity type. With a name, Mixpanel's results are the bare schema of that entity; it is listed like the others,
 * with its type and name.
 *
 * @throws MixpanelResponseError if Mixpanel responds with an object where a list belongs; MixpanelError
 * @see https://developer.mixpanel.com/reference/list-schemas-for-entity
 */
export async function listSchemasByType(
  client: MixpanelClient,
  { entityType, name, projectId }: { entityType: string; name?: string; projectId?: string },
): Promise<ListedSchemas> {
  const { status, results } = await client.call(endpoint, { entityType, entity_name: name, project_id: projectId });
  if (Array.isArray(results)) return { status, results };
  if (name !== undefined) return { status, results: [{ entityType, name, schemaJson: results }] };
  throw new MixpanelResponseError({
    operation: endpoint.operation,
    status: 200,
    message: `${endpoint.operation}: the response is not a list of schemas. Run it again. If it fails again, check the Data Residency and the Custom API Host of the connection.`,
  });
}
