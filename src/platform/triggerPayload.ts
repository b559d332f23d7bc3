import type { TriggerPayload } from "@prismatic-io/spectral";

/** The example of what a trigger passes on, as the platform shows it to builders: only the body says something. */
export function examplePayload(data: unknown): TriggerPayload {
  const nobody = { id: "", name: "", externalId: "" };
  return {
    headers: {},
    queryParameters: {},
    rawBody: { data: JSON.stringify(data), contentType: "application/json" },
    body: { data, contentType: "application/json" },
    pathFragment: "",
    webhookUrls: {},
    webhookApiKeys: {},
    invokeUrl: "",
    executionId: "",
    customer: nobody,
    instance: { id: "", name: "" },
    user: { ...nobody, email: "" },
    integration: { id: "", name: "", versionSequenceId: "", externalVersion: "" },
    flow: { id: "", name: "", stableId: "" },
    startedAt: "",
    globalDebug: false,
  };
}
