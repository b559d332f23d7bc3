import { describeAction } from "../../support/describeAction";
import { FORM, JSON_BODY } from "../../support/expectedRequest";
import { RAW_HEADERS, RAW_REFUSALS, RAW_STEERS, UNSENT_INPUTS } from "../../support/rawInputs";

const answer = { results: [1] };
const get = { method: "GET", url: "/api/query/insights" };
const post = (given: object) => ({ method: "POST", url: "/api/app/projects/1/annotations", ...given });
const posted = { method: "POST", path: "/api/app/projects/1/annotations" };

describeAction({
  key: "rawRequest",
  params: { ...get, responseType: "json" },
  request: { method: "GET", host: "mixpanel.com", path: "/api/query/insights", headers: RAW_HEADERS },
  reply: { body: answer },
  result: answer,
  optional: [
    ...UNSENT_INPUTS,
    ["baseUrl", "https://eu.mixpanel.com", { host: "eu.mixpanel.com" }],
    ["baseUrl", "https://in.mixpanel.com/", { host: "in.mixpanel.com" }],
    ["baseUrl", "data-eu.mixpanel.com/api/2.0", { host: "data-eu.mixpanel.com", path: "/api/2.0/api/query/insights" }],
    ["queryParams", [{ key: "bookmark_id", value: "7" }], { query: { bookmark_id: "7" } }],
    ["queryParams", [{ key: "limit", value: 0 }], { query: { limit: "0" } }],
    [
      "queryParams",
      [
        { key: "status", value: "a" },
        { key: "status", value: "b" },
      ],
      { query: { status: ["a", "b"] } },
    ],
    ["queryParams", { status: ["a", "b"], paid: false }, { query: { status: ["a", "b"], paid: "false" } }],
    ["queryParams", '{"note": "a&b=c é"}', { query: { note: "a&b=c é" } }],
    ["headers", [{ key: "X-Note", value: "7" }], { headers: { "x-note": "7" } }],
    ["headers", { Accept: "text/csv" }, { headers: { accept: "text/csv" } }],
    ["data", "", {}],
    ["formData", [], {}],
    ["fileData", [], {}],
  ],
  steering: RAW_STEERS,
  variants: [
    ["a path without a slash in front", { url: "api/query/insights" }, {}],
    ["a path with a query", { url: "/api/query/insights?a=1&b=%20" }, { query: { a: "1", b: " " } }],
    ["the ingestion host by its path", { url: "/lookup-tables" }, { host: "api.mixpanel.com", path: "/lookup-tables" }],
    [
      "the host of raw data by its path",
      { url: "/api/2.0/nessie/pipeline/jobs" },
      { host: "data.mixpanel.com", path: "/api/2.0/nessie/pipeline/jobs" },
    ],
    [
      "an event without credentials in its header",
      { method: "POST", url: "/track", data: "[]" },
      {
        method: "POST",
        host: "api.mixpanel.com",
        path: "/track",
        headers: { ...JSON_BODY, authorization: undefined },
        json: [],
      },
    ],
    [
      "a privacy request with its own token",
      { url: "/api/app/data-deletions/v3.0/7" },
      { path: "/api/app/data-deletions/v3.0/7", headers: { authorization: "Bearer gdpr-token-0123456789" } },
    ],
    ["JSON text", post({ data: '{"a": 0}' }), { ...posted, headers: JSON_BODY, json: { a: 0 } }],
    ["an object", post({ data: { a: false } }), { ...posted, headers: JSON_BODY, json: { a: false } }],
    ["a list", post({ data: [1] }), { ...posted, headers: JSON_BODY, json: [1] }],
    ["form text", post({ data: "a=1&b=2" }), { ...posted, headers: FORM, form: { a: "1", b: "2" } }],
    [
      "text of another type",
      post({ data: "id,name", headers: { "content-type": "text/csv" } }),
      { ...posted, headers: { "content-type": "text/csv" }, text: "id,name" },
    ],
    [
      "form fields",
      post({
        formData: [
          { key: "a", value: "x y" },
          { key: "b", value: 0 },
        ],
      }),
      { ...posted, headers: FORM, form: { a: "x y", b: "0" } },
    ],
  ],
  refusals: [
    ...RAW_REFUSALS,
    ["a foreign base URL", { baseUrl: "https://evil.example.com" }, "Base URL"],
    ["a base URL that begins like Mixpanel's", { baseUrl: "https://mixpanel.com.evil.example.com" }, "Base URL"],
    ["a base URL that ends like Mixpanel's", { baseUrl: "https://evilmixpanel.com" }, "Base URL"],
    ["another host of Mixpanel's", { baseUrl: "https://docs.mixpanel.com" }, "Base URL"],
    ["a base URL with user and password", { baseUrl: "https://user:pass@mixpanel.com" }, "Base URL"],
    ["a base URL whose user looks like Mixpanel", { baseUrl: "https://mixpanel.com@evil.example.com" }, "Base URL"],
    ["a base URL without encryption", { baseUrl: "http://mixpanel.com" }, "Base URL"],
    ["a base URL with a port", { baseUrl: "https://mixpanel.com:8443" }, "Base URL"],
    ["a base URL with a query", { baseUrl: "https://mixpanel.com/?a=1" }, "Base URL"],
    ["a base URL with a fragment", { baseUrl: "https://evil.example.com#mixpanel.com" }, "Base URL"],
    ["a base URL that is no address", { baseUrl: "https://" }, "Base URL"],
  ],
});
