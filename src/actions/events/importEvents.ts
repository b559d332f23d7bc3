import { events, importWithProjectToken } from "../../inputs/events";
import { failOnRejected, strict } from "../../inputs/ingestion";
import { project_id } from "../../inputs/project";
import { region } from "../../inputs/residency";
import { importEvents as endpoint } from "../../mixpanel/endpoints/events";
import { assertEvents, sendImport } from "../../mixpanel/ingest/events";
import { assertNoneRefused } from "../../mixpanel/ingest/result";
import { defineAction } from "../../platform/defineAction";
import { INGEST_EXAMPLE, ingestOutput } from "../../platform/outputs";

export const importEvents = defineAction({
  endpoint,
  label: "Import Events",
  description: "Imports events of any age, any number of them; copies are dropped, and refused events are named",
  important: true,
  inputs: { events, project_id, region, useProjectToken: importWithProjectToken, strict, failOnRejected },
  output: ingestOutput({
    code: { type: "integer" },
    status: { type: "string" },
    num_records_imported: { type: "integer" },
  }),
  example: { code: 200, status: "OK", num_records_imported: 2, ...INGEST_EXAMPLE },
  run: async ({ client, params }) => {
    const result = await sendImport(client, assertEvents("Events", params.events), {
      projectId: params.project_id,
      useProjectToken: params.useProjectToken,
      strict: params.strict !== "0",
    });
    if (params.failOnRejected) assertNoneRefused(endpoint.operation, "events", result);
    const answer = result.failed === 0 ? { code: 200, status: "OK" } : { code: 400, status: "Bad Request" };
    return { ...answer, num_records_imported: result.imported, ...result };
  },
});
