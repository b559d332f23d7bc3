/** H3: what the compiler refuses. This file is checked by `tsc --noEmit`, and never run. */
import type { MixpanelClient } from "../../src/mixpanel/client";
import type { Endpoint } from "../../src/mixpanel/endpoint";
import { deletePipeline, getPipeline } from "../../src/mixpanel/endpoints/pipelines";
import { queryProfiles } from "../../src/mixpanel/endpoints/profiles";
import { listSavedFunnels } from "../../src/mixpanel/endpoints/queries";
import type { ParameterName } from "../../src/mixpanel/http/parameters";
import type { ResponseOf } from "../../src/mixpanel/http/response";

const row = {
  operation: "updateThing",
  host: "query",
  method: "PATCH",
  path: "/api/app/projects/{projectId}/things/{entity-type}/{id}",
  query: { fromDate: "text" },
  json: ["description", "tags"],
  auth: "serviceAccount",
  effect: "write",
  response: "json",
  holds: ["results"],
  docs: "https://developer.mixpanel.com/reference/overview",
} as const satisfies Endpoint;

type Same<One, Other> = [One] extends [Other] ? ([Other] extends [One] ? true : false) : false;

export const names: Same<
  ParameterName<typeof row>,
  "project_id" | "entity-type" | "id" | "fromDate" | "description" | "tags"
> = true;

export async function calls(client: MixpanelClient, anyRow: Endpoint): Promise<unknown> {
  await client.call(row, { id: "1", "entity-type": "event", description: null, tags: [1] });
  // @ts-expect-error a JSON field that is misspelled
  await client.call(row, { id: "1", desciption: "" });
  // @ts-expect-error the ID of a project bears the name that forms use
  await client.call(row, { projectId: "1" });
  // @ts-expect-error a query parameter of another row
  await client.call(listSavedFunnels, { funnel_id: "1" });
  const variable = { name: "a", sumary: true };
  // @ts-expect-error a misspelled name that comes by a variable
  await client.call(getPipeline, variable);
  // @ts-expect-error a misspelled name that comes by a spread
  await client.call(getPipeline, { ...variable, name: "b" });
  const some: Record<string, string> = {};
  // @ts-expect-error any name at all
  await client.call(getPipeline, some);
  // Of any row, any name.
  await client.call(anyRow, some);

  const { results } = await client.call(row, {});
  // @ts-expect-error what the row does not prove is not known
  results.map(String);
  const funnels: unknown[] = await client.call(listSavedFunnels, {});
  const accepted: ResponseOf<typeof deletePipeline> = await client.call(deletePipeline, { name: "a" });
  // @ts-expect-error a response of a status may be text or null
  accepted.status;
  const profiles = await client.call(queryProfiles, {});
  return [funnels, profiles.results];
}
