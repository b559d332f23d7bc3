import { textInput } from "../../inputs/kinds";
import { pathInput, rawInputs } from "../../inputs/rawRequest";
import { rawRequest as endpoint } from "../../mixpanel/endpoints/raw";
import { rawBody } from "../../mixpanel/raw/rawBody";
import { rawUrl } from "../../mixpanel/raw/rawUrl";
import { sendRaw } from "../../mixpanel/raw/sendRaw";
import { defineAction } from "../../platform/defineAction";
import { rawParts } from "../../platform/rawRequest";
import { anything } from "../../platform/shape";

export const rawRequest = defineAction({
  endpoint,
  label: "Raw Request",
  description: "Sends any request to Mixpanel's API with the connection's credentials",
  inputs: {
    baseUrl: textInput("Base URL", {
      placeholder: "https://mixpanel.com",
      example: "https://eu.mixpanel.com/api/query",
      comments:
        "One of Mixpanel's hosts, with or without the beginning of the path. Leave it empty to let the path and the connection's Data Residency choose the host. Other hosts are rejected, because the request contains the connection's credentials.",
    }),
    url: pathInput({
      example: "/api/query/insights",
      comments:
        "The path to call, starting with a slash, such as /api/query/insights. All paths are listed at https://developer.mixpanel.com/reference.",
    }),
    ...rawInputs,
  },
  output: anything("The body of the response."),
  example: [{ funnel_id: 7509, name: "Signup funnel" }],
  contentType: (data) => (Buffer.isBuffer(data) ? "application/octet-stream" : undefined),
  run: ({ client, params }) =>
    sendRaw(client, {
      ...rawParts(endpoint.operation, params),
      url: rawUrl({ residency: client.residency, apiHost: client.options.apiHost }, params.baseUrl, params.url),
      body: rawBody(params),
    }),
});
