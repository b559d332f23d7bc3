import type { MixpanelClient } from "../mixpanel/client";
import { pipelineBody, pipelineSecrets, pipelineUrl } from "../mixpanel/raw/genericPipeline";
import { earliestPipelineStart } from "../mixpanel/raw/pipelineStart";
import { sendRaw } from "../mixpanel/raw/sendRaw";
import { type RawParams, rawParts } from "./rawRequest";

/** Sends a pipeline request written by the builder. Fills in the project and other known values that the builder left out. */
export function runGenericPipeline(
  client: MixpanelClient,
  operation: string,
  params: RawParams & { url: string },
  fixed: Readonly<Record<string, string>> = {},
): Promise<unknown> {
  const parts = rawParts(operation, params);
  const defaults = { project_id: client.options.projectId };
  const url = pipelineUrl(client, params.url);
  const bodiless = params.method === "GET" || params.method === "HEAD";
  return sendRaw(bodiless ? client : client.hiding(pipelineSecrets(params)), {
    ...parts,
    url,
    ...(bodiless
      ? { query: { ...defaults, ...params.queryParams, ...fixed } }
      : { body: pipelineBody(params, defaults, fixed, earliestPipelineStart(client.transport.clock.now())) }),
  });
}
