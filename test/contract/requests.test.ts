import component from "../../src";
import { MixpanelClient } from "../../src/mixpanel/client";
import type { Auth } from "../../src/mixpanel/credentials";
import type { Endpoint } from "../../src/mixpanel/endpoint";
import { placesOf } from "../../src/mixpanel/http/parameters";
import { HOSTS, RESIDENCIES } from "../../src/mixpanel/residency";
import { isEndpoint, rows } from "../support/endpointRows";
import { inputsOf } from "../support/fromRow";
import { useWire } from "../support/wire";
import description from "./official.json";
import { UNREACHED } from "./unreached";

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

const HEADLESS =
  "https://github.com/mixpanel/mixpanel-headless/blob/main/src/mixpanel_headless/_internal/api_client.py";

const TERRAFORM = "https://github.com/mixpanel/terraform-provider-mixpanel";
const WEBHOOKS = `${TERRAFORM}/blob/main/internal/provider/webhook_resource.go`;

/** Operations of the app API that the description leaves out, and who calls them: Mixpanel's own clients. */
const UNDOCUMENTED: Record<string, string> = {
  testConnection: HEADLESS,
  listSavedReports: HEADLESS,
  listSavedCohorts: HEADLESS,
  listWarehouseSources: TERRAFORM,
  listWebhooks: WEBHOOKS,
  createWebhook: WEBHOOKS,
  updateWebhook: WEBHOOKS,
  deleteWebhook: WEBHOOKS,
};

/** Parameters that the description leaves out or mistypes at an operation, and why they are right. */
const PARAMETER_EXCEPTIONS: Record<string, string[]> = {
  // Both links are events at /track, whose own operation describes ip and verbose.
  createIdentity: ["ip", "verbose"],
  createAlias: ["ip", "verbose"],
  // T1: the official SDK sends ip=0 here, so that no event is located at the server that sends it. The description knows the property
  // `ip: 0` alone, which would alter every event, also those that go out byte for byte.
  importEvents: ["ip"],
  copyEvents: ["ip"],
  trackPurchase: ["ip"],
  mergeIdentities: ["ip"],
  // Described as an integer, beside an example that is a JSON list.
  queryProfiles: ["behaviors"],
  getCohortMembers: ["behaviors"],
  findDistinctIds: ["behaviors"],
  verifyErasure: ["behaviors"],
  queryTransactions: ["behaviors"],
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

/** The description has an empty body here that is not required, and none is sent. */
const BODY_OPTIONAL = ["archiveExperiment", "launchExperiment"];

/** The description's list names the retired project secret alone, though its project_id is there for service accounts. */
const SERVICE_ACCOUNT_UNLISTED = ["raw-event-export"];

const FORM = "application/x-www-form-urlencoded";
const JSON_TYPE = "application/json";

const withoutNames = (path: string) => path.replace(/\{[^}]+\}/g, "{}");
const operationId = ({ docs }: Endpoint) => docs.split("/").at(-1)?.replace(/#.*$/, "") ?? "";

const endpoints = rows.map(({ row }) => row).filter(isEndpoint);
const documented = endpoints.filter(({ operation }) => !(operation in UNDOCUMENTED));

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
    endpoints
      .filter((endpoint) => !official.has(operationId(endpoint)))
      .map(({ operation }) => operation)
      .sort(),
  ).toEqual(Object.keys(UNDOCUMENTED).sort());
});

describe.each(documented.map((endpoint) => [endpoint.operation, endpoint] as const))("%s", (_name, endpoint) => {
  const exceptions = PARAMETER_EXCEPTIONS[endpoint.operation] ?? [];
  const expected = (names: object = {}) => Object.keys(names).filter((name) => !exceptions.includes(name));
  const formNames = { ...endpoint.fixedForm, ...endpoint.form };
  const jsonNames = { ...endpoint.fixedJson, ...Object.fromEntries((endpoint.json ?? []).map((name) => [name, true])) };
  const wire = useWire();

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

  test("H6: has only JSON fields that exist, and those that are required", () => {
    const fields = described(endpoint).body?.[JSON_TYPE]?.fields ?? {};
    expect(expected(jsonNames).filter((name) => !(name in fields))).toEqual([]);
    // A body that is encoded elsewhere, or one value as a whole, has its fields in its records.
    const needed = endpoint.json === undefined ? [] : Object.keys(fields).filter((name) => fields[name]?.required);
    expect(needed.filter((name) => !(name in jsonNames))).toEqual([]);
  });

  test("H6: names the parameters of its path as the description does", () => {
    const names = placesOf(endpoint).filter((place) => place.in === "path");
    expect(names.map(({ official }) => official).sort()).toEqual(
      Object.keys(described(endpoint).pathParameters ?? {}).sort(),
    );
  });

  test("H6: sends the content type that the description says", async () => {
    wire.current.reply({ reset: true });
    const credentials = { username: "user", password: "secret", projectToken: "token", gdprToken: "gdpr" };
    const transport = { retry: { maxRetries: 0, maxWaitMs: 0, maxTotalWaitMs: 0 } };
    const parameters = Object.fromEntries(placesOf(endpoint).map(({ name }) => [name, "1"]));
    const body = endpoint.body === undefined ? {} : { body: "[]" };
    await new MixpanelClient({ credentials, transport }).call(endpoint, parameters, body).catch(() => undefined);
    const type = wire.current.request.headers["content-type"];
    const { body: official = {} } = described(endpoint);
    const types = BODY_OPTIONAL.includes(endpoint.operation) ? [] : Object.keys(official);
    expect(type === undefined ? [] : [type]).toEqual(types);
  });

  // Rows that only drop-downs call have no form of their own.
  const testOfForm = endpoint.operation in component.actions ? test : undefined;
  testOfForm?.(
    "H6: lets a builder reach each parameter of the description, but those that are left out for a reason",
    () => {
      const { query, pathParameters, body } = described(endpoint);
      // Records have their fields in themselves.
      const isRecords = endpoint.body !== undefined || endpoint.jsonBody !== undefined;
      const fields = isRecords ? [] : Object.values(body ?? {}).flatMap((one) => Object.keys(one.fields ?? {}));
      const official = [...Object.keys({ ...pathParameters, ...query }), ...fields];
      const form = inputsOf(endpoint.operation);
      const places = placesOf(endpoint).filter(({ name }) => form.includes(name));
      const unreached = official.filter((name) => !places.some((place) => place.official === name));
      expect(unreached.sort()).toEqual(
        Object.values(UNREACHED[endpoint.operation] ?? {})
          .flat()
          .sort(),
      );
    },
  );

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
