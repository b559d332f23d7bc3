import type { Auth } from "../../src/mixpanel/credentials";
import type { Endpoint } from "../../src/mixpanel/endpoint";
import { HOSTS, RESIDENCIES } from "../../src/mixpanel/residency";
import { isEndpoint, rows } from "../support/endpointRows";
import description from "./official.json";

/** A parameter of the official description. */
interface Described {
  required: boolean;
  type?: string;
}

interface Operation {
  servers: Record<string, string>;
  method: string;
  path: string;
  pathParameters?: Record<string, Described>;
  query?: Record<string, Described>;
  header?: Record<string, Described>;
  body?: Record<string, { type?: string; fields?: Record<string, Described> }>;
  security?: string[];
}

const official = new Map<string, Operation>(Object.entries(description));

/** Answers of the app API that the description leaves out. */
const UNDOCUMENTED = ["testConnection"];

/** Parameters that the description leaves out or mistypes at an operation, and why they are right. */
const PARAMETER_EXCEPTIONS: Record<string, string[]> = {
  // Both links are events at /track, whose own operation describes ip and verbose.
  createIdentity: ["ip", "verbose"],
  createAlias: ["ip", "verbose"],
  // T1: the official SDK sends ip=0 here, so that no event is located at the server that sends it. The description knows the property
  // `ip: 0` alone, which would alter every event, also those that go out byte for byte.
  importEvents: ["ip"],
  copyEvents: ["ip"],
  // Described as an integer, beside an example that is a JSON list.
  queryProfiles: ["behaviors"],
};

/** Compressed bodies are described for /import; the prose reference adds /track and lookup tables, and no other. */
const GZIP_TAKEN = new Set(["import-events", "identity-merge", "track-event", "replace-lookup-table"]);

/** The scheme of the description that each way to authenticate is. */
const SCHEMES: Record<Auth, string[]> = {
  serviceAccount: ["ServiceAccount"],
  tokenAsUser: ["ProjectSecret"],
  gdprToken: ["OAuthToken"],
  tokenInBody: [],
};

/** The description's list names the retired project secret alone, though its project_id is there for service accounts. */
const SERVICE_ACCOUNT_UNLISTED = ["raw-event-export"];

const FORM = "application/x-www-form-urlencoded";

const withoutNames = (path: string) => path.replace(/\{\w+\}/g, "{}");
const operationId = ({ docs }: Endpoint) => docs.split("/").at(-1)?.replace(/#.*$/, "") ?? "";

const endpoints = rows.map(({ row }) => row).filter(isEndpoint);
const documented = endpoints.filter(({ operation }) => !UNDOCUMENTED.includes(operation));

const described = (endpoint: Endpoint): Operation => {
  const found = official.get(operationId(endpoint));
  if (found === undefined) throw new Error(`${endpoint.docs} ends with no operation of the official description`);
  return found;
};

test("the description is whole", () => {
  expect(official.size).toBe(105);
});

test("only what the description leaves out goes without it", () => {
  expect(
    endpoints.filter((endpoint) => !official.has(operationId(endpoint))).map(({ operation }) => operation),
  ).toEqual(UNDOCUMENTED);
});

describe.each(documented.map((endpoint) => [endpoint.operation, endpoint] as const))("%s", (_name, endpoint) => {
  const exceptions = PARAMETER_EXCEPTIONS[endpoint.operation] ?? [];
  const expected = (names: object = {}) => Object.keys(names).filter((name) => !exceptions.includes(name));
  const formNames = { ...endpoint.fixedForm, ...endpoint.form };

  test("goes to the host of each residency, by the method and path", () => {
    const { servers, method, path } = described(endpoint);
    expect({
      servers: Object.fromEntries(RESIDENCIES.map((residency) => [residency, HOSTS[residency][endpoint.host]])),
      method: endpoint.method,
      path: withoutNames(endpoint.path),
    }).toEqual({ servers, method, path: withoutNames(path) });
  });

  test("has only query parameters that exist, and those that are required", () => {
    const query = described(endpoint).query ?? {};
    expect(expected(endpoint.query).filter((name) => !(name in query))).toEqual([]);
    const needed = Object.keys(query).filter((name) => query[name]?.required);
    expect(needed.filter((name) => !(name in (endpoint.query ?? {})))).toEqual([]);
  });

  test("has only form fields that exist, and those that are required", () => {
    const fields = described(endpoint).body?.[FORM]?.fields ?? {};
    expect(expected(formNames).filter((name) => !(name in fields))).toEqual([]);
    const needed = Object.keys(fields).filter((name) => fields[name]?.required);
    expect(needed.filter((name) => !(name in formNames))).toEqual([]);
  });

  test("is encoded as the description says", () => {
    const encoding = endpoint.form || endpoint.fixedForm ? FORM : endpoint.body;
    const contentTypes = Object.keys(described(endpoint).body ?? {});
    expect(encoding === undefined ? [] : [encoding]).toEqual(contentTypes);
  });

  test("is compressed only where the API takes it", () => {
    expect(endpoint.gzip === true && !GZIP_TAKEN.has(operationId(endpoint))).toBe(false);
  });

  test("writes lists and objects as such, and scalars as text", () => {
    const { query = {}, body } = described(endpoint);
    const types = { ...query, ...body?.[FORM]?.fields };
    const styles = { ...endpoint.query, ...endpoint.form };
    const scalars = expected(styles).filter((name) =>
      ["integer", "number", "boolean"].includes(types[name]?.type ?? ""),
    );
    const lists = expected(styles).filter((name) => types[name]?.type === "array");
    expect(scalars.filter((name) => styles[name] !== "text")).toEqual([]);
    expect(lists.filter((name) => styles[name] === "text")).toEqual([]);
  });

  test("authenticates by what the description lists", () => {
    const { security = [] } = described(endpoint);
    const unlisted = SERVICE_ACCOUNT_UNLISTED.includes(operationId(endpoint)) ? ["ServiceAccount"] : [];
    expect([...security, ...unlisted]).toEqual(expect.arrayContaining(SCHEMES[endpoint.auth]));
    // A call that the description wants no credentials for gets none.
    expect(security.length === 0 && endpoint.auth !== "tokenInBody").toBe(false);
  });
});
