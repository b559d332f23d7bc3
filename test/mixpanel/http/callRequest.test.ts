import type { Endpoint } from "../../../src/mixpanel/endpoint";
import { type Caller, type CallOptions, headersOf, requestOf } from "../../../src/mixpanel/http/callRequest";
import type { Parameter } from "../../../src/mixpanel/http/parameters";

const endpoint: Endpoint = {
  operation: "listThings",
  host: "query",
  method: "GET",
  path: "/api/query/things/{thing}",
  query: { project_id: "text", name: "text" },
  auth: "serviceAccount",
  effect: "read",
  response: "json",
  docs: "https://developer.mixpanel.com/reference/things",
};
const basic = (text: string) => `Basic ${Buffer.from(text).toString("base64")}`;
const credentials = { username: "user", password: "secret", projectToken: "project-token", gdprToken: "gdpr-token" };
const caller: Caller = { credentials, residency: "US", projectId: "17" };

const request = (
  row: Partial<Endpoint> = {},
  options: CallOptions = {},
  parameters: Record<string, Parameter> = { thing: "a b" },
  by: Partial<Caller> = {},
) => requestOf({ ...caller, ...by }, { ...endpoint, ...row }, parameters, options);

describe("B7: the request of a call", () => {
  test("has the host, path and query of its row, and the project of the caller", () => {
    const { url, ...others } = request({ isLarge: true });
    expect(url.href).toBe("https://mixpanel.com/api/query/things/a%20b?project_id=17");
    expect(others).toEqual({
      operation: "listThings",
      method: "GET",
      headers: {
        Accept: "application/json",
        "User-Agent": "mixpanel-connector",
        Authorization: basic("user:secret"),
        "X-Mixpanel-Integration-ID": "prismatic-mixpanel-connector",
      },
      effect: "read",
      isLarge: true,
      auth: "serviceAccount",
      residency: "US",
    });
  });

  test("goes to the host of the caller's residency, or to its own host", () => {
    expect(request({}, {}, { thing: "x" }, { residency: "EU" })).toMatchObject({ residency: "EU" });
    expect(request({}, {}, { thing: "x" }, { residency: "EU" }).url.host).toBe("eu.mixpanel.com");
    const { href } = request({}, {}, { thing: "x" }, { apiHost: "https://proxy.example.com" }).url;
    expect(href).toMatch(/^https:\/\/proxy\.example\.com\/.*api\/query\/things\/x\?project_id=17$/);
  });

  test("prefers its own parameters to those of the caller", () => {
    const { url } = request({}, {}, { thing: "x", project_id: "18", name: "a&b" });
    expect(Object.fromEntries(url.searchParams)).toEqual({ project_id: "18", name: "a&b" });
  });

  test("accepts text if its response is lines", () => {
    expect(request({ response: "lines" }).headers.Accept).toBe("text/plain");
  });

  test("names the integration of the caller", () => {
    const { headers } = request({}, {}, { thing: "x" }, { integrationId: "acme" });
    expect(headers["X-Mixpanel-Integration-ID"]).toBe("acme");
  });

  test("takes from the call what replaces or completes its row", () => {
    const retry = { maxRetries: 1, maxWaitMs: 1, maxTotalWaitMs: 1 };
    const compressed = Promise.resolve(Buffer.of());
    const options = { retry, compressed, timeoutMs: 7, headers: { "X-Own": "1", Accept: "text/csv" } } as const;
    const changed = request({ gzip: true }, { ...options, auth: "tokenInBody", effect: "write" });
    expect(changed).toMatchObject({ retry, timeoutMs: 7, gzip: true, auth: "tokenInBody", effect: "write" });
    expect(changed.compressed).toBe(compressed);
    expect(changed.headers).toEqual({
      Accept: "text/csv",
      "User-Agent": "mixpanel-connector",
      "X-Mixpanel-Integration-ID": "prismatic-mixpanel-connector",
      "X-Own": "1",
    });
  });

  describe("has a content type", () => {
    const typeOf = (...given: Parameters<typeof request>) => request(...given).headers["Content-Type"];

    test("if it has a body: that of its row, or of its parameters", () => {
      expect(typeOf({ method: "POST", body: "text/csv" }, { body: "a,b" })).toBe("text/csv");
      const form = { method: "POST", form: { name: "text" } } as const;
      expect(typeOf(form, {}, { thing: "x", name: "a" })).toBe("application/x-www-form-urlencoded");
      const json = { method: "POST", json: ["name"] } as const;
      expect(typeOf(json, {}, { thing: "x", name: "a" })).toBe("application/json");
      expect(request(json, {}, { thing: "x", name: "a" }).body).toBe('{"name":"a"}');
    });

    test("not without a body, nor if nothing names one", () => {
      expect("Content-Type" in request({ method: "POST", body: "text/csv" }).headers).toBe(false);
      expect("Content-Type" in request({ method: "POST" }, { body: "a,b" }).headers).toBe(false);
    });

    test("and the body of the call, if the call has one", () => {
      const json = { method: "POST", json: ["name"] } as const;
      expect(request(json, { body: "own" }, { thing: "x", name: "a" }).body).toBe("own");
    });
  });

  describe("of the privacy API", () => {
    const privacy = { auth: "gdprToken", query: { token: "text" } } as const;

    test("names the project by its token, in the query", () => {
      const { url, headers } = request(privacy);
      expect(url.searchParams.get("token")).toBe("project-token");
      expect(headers.Authorization).toBe("Bearer gdpr-token");
    });

    test("takes the token of the step first, for which the connection needs none", () => {
      const own = request(privacy, {}, { thing: "x", token: "own" }, { credentials: { gdprToken: "gdpr-token" } });
      expect(own.url.searchParams.get("token")).toBe("own");
    });

    test("is not made without any", () => {
      const none = () => request(privacy, {}, { thing: "x" }, { credentials: { gdprToken: "gdpr-token" } });
      expect(none).toThrow("listThings was not sent: the connection has no Project Token.");
    });

    test("others do not name the token", () => {
      expect(request({ query: { token: "text" } }).url.search).toBe("");
    });
  });

  test("is not made without its credentials", () => {
    const none = () => request({}, {}, { thing: "x" }, { credentials: {} });
    expect(none).toThrow("listThings was not sent: the connection has no Username and Password (a service account).");
  });

  test("has no authorization if the token is in its body", () => {
    expect(headersOf(caller, "tokenInBody", "track")).toStrictEqual({
      "User-Agent": "mixpanel-connector",
      "X-Mixpanel-Integration-ID": "prismatic-mixpanel-connector",
    });
  });
});
