import { input } from "@prismatic-io/spectral";
import { TOTAL_WAIT_CAP_MS } from "../mixpanel/http/retry";
import { RAW_METHODS, RESPONSE_TYPES } from "../mixpanel/raw/methods";
import { boolean, choice, integer, required, requiredText, text } from "./clean";
import { keyValues } from "./cleanJson";

export const baseUrl = input({
  label: "Base URL",
  type: "string",
  required: false,
  placeholder: "https://mixpanel.com",
  example: "https://eu.mixpanel.com/api/query",
  comments:
    "One of Mixpanel's hosts, with or without the beginning of the path. Leave it empty to let the path and the connection's Data Residency choose the host. Other hosts are refused: the connection's credentials are sent along.",
  clean: text("Base URL"),
});

const urlInput = {
  label: "URL",
  type: "string",
  required: true,
  placeholder: "/api/query/insights",
  clean: requiredText("URL", "a path such as /api/query/insights"),
} as const;

export const url = input({
  ...urlInput,
  example: "/api/query/insights",
  comments:
    "The path to call, from the slash on: /api/query/insights. See https://developer.mixpanel.com/reference for all of them.",
});

export const createUrl = input({
  ...urlInput,
  default: "/nessie/pipeline/create",
  example: "/nessie/pipeline/create",
  comments: "The path to call below /api/2.0 of the pipelines host.",
});

export const editUrl = input({
  ...urlInput,
  default: "/nessie/pipeline/edit",
  example: "/nessie/pipeline/edit",
  comments: "The path to call below /api/2.0 of the pipelines host.",
});

export const method = input({
  label: "Method",
  type: "string",
  required: true,
  model: RAW_METHODS.map((value) => ({ label: value, value })),
  comments: "The HTTP method. Mixpanel reads by GET and, in places, by POST.",
  clean: required("Method", choice("Method", RAW_METHODS), "an HTTP method"),
});

const dataInput = {
  label: "Data",
  type: "string",
  required: false,
  placeholder: '{"key": "value"}',
  example: '{"key": "value"}',
  clean: (value: unknown): unknown => (value === null || value === "" ? undefined : value),
} as const;

export const data = input({
  ...dataInput,
  comments: "The body to send: JSON, or form text such as a=1&b=2. Excludes Form Data and File Data.",
});

export const pipelineData = input({
  ...dataInput,
  comments:
    "The pipeline's parameters as a JSON object, or as form text such as type=gcs-raw&trial=true. They are sent form-encoded, as the API takes them. Excludes Form Data and File Data.",
});

export const formData = input({
  label: "Form Data",
  type: "string",
  collection: "keyvaluelist",
  required: false,
  placeholder: "Value",
  example: "gcs-raw",
  comments:
    "Fields of a form. They are sent form-encoded, as Mixpanel's API takes them; as multipart only together with File Data.",
  clean: keyValues("Form Data", { repeats: true }),
});

export const fileData = input({
  label: "File Data",
  type: "string",
  collection: "keyvaluelist",
  required: false,
  placeholder: "File",
  example: "id,name",
  comments: "Files to send as multipart: text, or a file of a previous step.",
  clean: keyValues("File Data"),
});

export const fileDataFileNames = input({
  label: "File Data File Names",
  type: "string",
  collection: "keyvaluelist",
  required: false,
  placeholder: "table.csv",
  example: "table.csv",
  comments: "Names of the files. The keys are those of File Data.",
  clean: keyValues("File Data File Names"),
});

export const queryParams = input({
  label: "Query Parameter",
  type: "string",
  collection: "keyvaluelist",
  required: false,
  placeholder: "Value",
  example: "1234567",
  comments:
    "Parameters of the query: what stands after the ? of an address. Most of Mixpanel's API wants a project_id here.",
  clean: keyValues("Query Parameter", { repeats: true }),
});

export const headers = input({
  label: "Header",
  type: "string",
  collection: "keyvaluelist",
  required: false,
  placeholder: "Value",
  example: "application/json",
  comments: "Headers to send. Credentials come from the connection; an Authorization header is refused.",
  clean: keyValues("Header"),
});

export const responseType = input({
  label: "Response Type",
  type: "string",
  required: true,
  default: "json",
  model: RESPONSE_TYPES.map((value) => ({ label: value, value })),
  comments: "What the answer is read as: JSON, text, or bytes (arraybuffer).",
  clean: (value: unknown) => choice("Response Type", RESPONSE_TYPES)(value) ?? "json",
});

export const timeout = input({
  label: "Timeout",
  type: "string",
  required: false,
  placeholder: "30000",
  example: "30000",
  comments:
    "How long to wait for the response, in milliseconds. Leave it empty for 500000 on the Query API, 135000 on the app API and 150000 elsewhere.",
  clean: (value: unknown) => integer("Timeout", { min: 0, max: 900_000 })(value) || undefined,
});

export const retryDelayMS = input({
  label: "Retry Delay (ms)",
  type: "string",
  required: false,
  default: "0",
  placeholder: "2000",
  example: "2000",
  comments:
    "The wait between two attempts, in milliseconds, at most 300000. Not used when Use Exponential Backoff is true.",
  clean: (value: unknown) => integer("Retry Delay (ms)", { min: 0, max: TOTAL_WAIT_CAP_MS })(value) ?? 0,
});

export const retryAllErrors = input({
  label: "Retry On All Errors",
  type: "boolean",
  required: false,
  default: "false",
  comments:
    "When true, repeats after every failure, also where Mixpanel may have carried the request out already. When false, repeats only what is safe: reads, PUT and DELETE after network errors, 429 and 5xx; other methods where Mixpanel surely did nothing.",
  clean: (value: unknown) => boolean("Retry On All Errors")(value) ?? false,
});

export const maxRetries = input({
  label: "Max Retry Count",
  type: "string",
  required: false,
  default: "0",
  placeholder: "0",
  example: "3",
  comments:
    "How often to repeat after a failure; 0 for never. Five minutes after the first attempt no other one begins.",
  clean: (value: unknown) => integer("Max Retry Count", { min: 0, max: 100 })(value) ?? 0,
});

export const useExponentialBackoff = input({
  label: "Use Exponential Backoff",
  type: "boolean",
  required: false,
  default: "false",
  comments:
    "When true, waits 2 seconds, then twice as long each time, up to a minute. When false, waits as Retry Delay says.",
  clean: (value: unknown) => boolean("Use Exponential Backoff")(value) ?? false,
});

/** The inputs that every action with a hand-written request has. */
export const rawInputs = {
  method,
  data,
  formData,
  fileData,
  fileDataFileNames,
  queryParams,
  headers,
  responseType,
  timeout,
  retryDelayMS,
  retryAllErrors,
  maxRetries,
  useExponentialBackoff,
};
