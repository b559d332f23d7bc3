import type { ActionExpectation } from "./describeAction";
import type { Refusal } from "./describeRefusals";
import { authorized } from "./expectedRequest";

/** Headers of a request that a builder wrote. */
export const RAW_HEADERS = { ...authorized, accept: "application/json, text/plain, */*" };

/** The inputs of a hand-written request that leave what is sent as it is. */
export const UNSENT_INPUTS: NonNullable<ActionExpectation["optional"]> = [
  ["timeout", "5000", {}],
  ["timeout", 0, {}],
  ["retryDelayMS", "10", {}],
  ["retryAllErrors", "true", {}],
  ["maxRetries", "3", {}],
  ["useExponentialBackoff", true, {}],
  ["fileDataFileNames", [{ key: "file", value: "table.csv" }], {}],
];

/** Files travel in bodies of their own, which rawBody.test.ts looks into. */
export const RAW_STEERS = [...new Set(UNSENT_INPUTS.map(([input]) => input)), "fileData"];

/** What no action with a hand-written request sends. */
export const RAW_REFUSALS: Refusal[] = [
  ["no path", { url: "" }, "URL"],
  ["an absolute URL", { url: "https://evil.example.com/api/query/insights" }, "URL"],
  ["an absolute URL of Mixpanel's own", { url: "https://mixpanel.com/api/query/insights" }, "URL"],
  ["an address without http", { url: "ftp://evil.example.com/" }, "URL"],
  ["a path that is a host", { url: "//evil.example.com/api" }, "URL"],
  ["a path that is a host, with backslashes", { url: "\\\\evil.example.com/api" }, "URL"],
  ["a path that is a host, mixed", { url: "/\\evil.example.com/api" }, "URL"],
  ["a path with a backslash", { url: "/api\\query" }, "URL"],
  ["a path that climbs up", { url: "/api/query/../../track" }, "URL"],
  ["a path that climbs up at its end", { url: "/api/.." }, "URL"],
  ["a path that climbs up in disguise", { url: "/api/%2E%2e/track" }, "URL"],
  ["a path with a line break", { url: "/api/query\r\nX-Injected: 1" }, "URL"],
  ["a method that does not exist", { method: "FETCH" }, "Method"],
  ["no method", { method: "" }, "Method"],
  ["an Authorization header", { headers: [{ key: "Authorization", value: "Basic x" }] }, "Header"],
  ["an authorization header, in small letters", { headers: { " authorization": "Bearer x" } }, "Header"],
  ["a Host header", { headers: [{ key: "Host", value: "evil.example.com" }] }, "Header"],
  ["a Cookie header", { headers: [{ key: "Cookie", value: "a=b" }] }, "Header"],
  ["a header of two lines", { headers: [{ key: "X-Note", value: "a\r\nAuthorization: Basic x" }] }, "Header"],
  ["headers that are no pairs", { headers: ["X-Note"] }, "Header"],
  ["form data that are no pairs", { formData: 7 }, "Form Data"],
  ["a file that is none", { fileData: [{ key: "file", value: 7 }], method: "POST" }, "File Data"],
  ["data together with form data", { data: "a=1", formData: [{ key: "b", value: "2" }], method: "POST" }, "Data"],
  ["query parameters that are half JSON", { queryParams: '{"a": ' }, "Query Parameter"],
  ["a response type that does not exist", { responseType: "stream" }, "Response Type"],
  ["a timeout in words", { timeout: "soon" }, "Timeout"],
  ["a timeout longer than an execution", { timeout: 900_001 }, "Timeout"],
  ["a delay below zero", { retryDelayMS: -1 }, "Retry Delay (ms)"],
  ["a delay longer than a call goes on", { retryDelayMS: 300_001 }, "Retry Delay (ms)"],
  ["too many retries", { maxRetries: "101" }, "Max Retry Count"],
  ["a switch that is no switch", { retryAllErrors: "perhaps" }, "Retry On All Errors"],
];
