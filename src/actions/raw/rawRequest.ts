import { baseUrl, rawInputs, url } from "../../inputs/rawRequest";
import { rawRequest as endpoint } from "../../mixpanel/endpoints/raw";
import { rawBody } from "../../mixpanel/raw/rawBody";
import { rawUrl } from "../../mixpanel/raw/rawUrl";
import { sendRaw } from "../../mixpanel/raw/sendRaw";
import { defineAction } from "../../platform/defineAction";
import { rawParts } from "../../platform/rawRequest";

export const rawRequest = defineAction({
  endpoint,
  label: "Raw Request",
  description: "Sends any request to Mixpanel's API with the connection's credentials",
  inputs: { baseUrl, url, ...rawInputs },
  output: { description: "The body of the answer." },
  example: [{ funnel_id: 7509, name: "Signup funnel" }],
  contentType: (data) => (Buffer.isBuffer(data) ? "application/octet-stream" : undefined),
  run: ({ client, params }) =>
    sendRaw(client, {
      ...rawParts(endpoint.operation, params),
      url: rawUrl({ residency: client.residency, apiHost: client.options.apiHost }, params.baseUrl, params.url),
      body: rawBody(params),
    }),
});
