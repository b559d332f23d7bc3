import { readFileSync } from "node:fs";
import { join } from "node:path";
import component from "../../src";
import { residencyOf } from "../../src/platform/defineAction";
import { actionForms } from "../support/definitions";
import {
  flatInputs,
  type StockInputs,
  stockActions,
  stockConnections,
  stockDataSources,
} from "../support/stockSurface";

const OPTIONAL = {
  residency: "the connection's residency is the default; the input overrides it",
  connection: "the connection's project, or its token, is the default",
  api: "optional in Mixpanel's API",
  host: "the path and the connection's residency choose the host",
};

/** Inputs that are no longer required, and why. */
const NO_LONGER_REQUIRED: Record<string, string> = {
  region: OPTIONAL.residency,
  regionAndDomain: OPTIONAL.residency,
  dataAndDomain: OPTIONAL.residency,
  project_id: OPTIONAL.connection,
  project_token: OPTIONAL.connection,
  length: OPTIONAL.api,
  baseUrl: OPTIONAL.host,
};

const EXAMPLE = "an example value that filtered or rewrote data without a word";

/** Inputs that begin with another value: the value, and why. */
const OTHER_DEFAULT: Record<string, [value: string, reason: string]> = {
  "createGCSPipeline.events": ["", EXAMPLE],
  "editGCSPipeline.events": ["", EXAMPLE],
  "getPipeline.status": ["", EXAMPLE],
  "queryProfiles.distinct_ids": ["", EXAMPLE],
  "queryProfiles.output_properties": ["", EXAMPLE],
  "downloadData.gzipEncoding": ["true", "compressed is faster, and the result is the same"],
  "deletePipeline.useProjectToken": ["false", "pipelines take no project token; the input has no effect"],
};

/** Actions that a builder could run while designing, and cannot any more: each run spends one of the hour's queries. */
const NO_LONGER_SAFE = ["listSavedFunnels", "queryFunnelSavedReports", "queryInsightsSavedReports"];

/** Model values that left the list, and the reason. The cleaner still takes them. */
const GONE_FROM_MODEL: Record<string, string[]> = {
  // The API's own word is second.
  "queryFunnelSavedReports.length_unit": ["seconds"],
};

/** Inputs that were typed in, and that a drop-down fills as well: a stored value stays what it is. */
const NEW_DROP_DOWNS: Record<string, string> = {
  project_id: "projects",
  workspace_id: "workspaces",
  organization_id: "organizations",
  bookmark_id: "reports",
};

interface OurInput {
  key: string;
  type: string;
  required?: boolean;
  default?: unknown;
  collection?: string;
  language?: string;
  dataSource?: string;
  model?: { value: string }[];
}

/** @param isField whether nothing can list their values: a connection's fields, and what the platform fills in for a drop-down */
function describeInputs(form: string, theirs: StockInputs, ours: readonly OurInput[], isField = false): void {
  describe.each(Object.entries(theirs))(`${form}.%s`, (key, stockInput) => {
    const input = ours.find((candidate) => candidate.key === key);

    test("exists, with the same type", () => {
      expect(input).toBeDefined();
      const { type, collection, language, dataSource = isField ? undefined : NEW_DROP_DOWNS[key] } = stockInput;
      expect({
        type: input?.type,
        collection: input?.collection,
        language: input?.language,
        dataSource: input?.dataSource,
      }).toEqual({ type, collection, language, dataSource });
    });

    test("is required only where it was, and optional only for a reason", () => {
      const required = stockInput.required && !(key in NO_LONGER_REQUIRED);
      expect(input?.required ?? false).toBe(required);
    });

    test("begins with the same value, unless for a reason", () => {
      const [ours] = OTHER_DEFAULT[`${form}.${key}`] ?? [stockInput.default];
      expect(input?.default ?? "").toEqual(ours);
    });

    test("offers every choice that it offered", () => {
      const values = input?.model?.map(({ value }) => value) ?? [];
      const gone = GONE_FROM_MODEL[`${form}.${key}`] ?? [];
      expect((stockInput.model ?? []).filter((value) => !values.includes(value))).toEqual(gone);
    });

    test("takes every choice that a stored step may hold", () => {
      const clean = actionForms
        .find((candidate) => candidate.key === form)
        ?.inputs.find((candidate) => candidate.key === key)?.clean;
      expect(() => (stockInput.model ?? []).map((value) => clean?.(value))).not.toThrow();
    });
  });
}

for (const [key, { inputs }] of stockActions) describeInputs(key, inputs, flatInputs(component.actions[key]?.inputs));
for (const [key, inputs] of stockDataSources) {
  describeInputs(key, inputs, component.dataSources[key]?.inputs ?? [], true);
}
for (const [key, inputs] of stockConnections) {
  describeInputs(key, inputs, component.connections.find((candidate) => candidate.key === key)?.inputs ?? [], true);
}

/** Inputs that stand on their own in the stock component's form, and in a group here: the group, by action and input. */
const MOVED_INTO: Record<string, Record<string, string>> = {
  createGCSPipeline: { events: "filters", where: "filters" },
  queryFunnelSavedReports: {
    length: "funnelOptions",
    length_unit: "funnelOptions",
    interval: "funnelOptions",
    unit: "funnelOptions",
  },
  queryProfiles: { as_of_timestamp: "cohortFilters" },
};
const RAW = Object.fromEntries([
  ...["formData", "fileData", "fileDataFileNames"].map((key) => [key, "form"]),
  ...["timeout", "retryDelayMS", "retryAllErrors", "maxRetries", "useExponentialBackoff"].map((key) => [
    key,
    "retries",
  ]),
]);
for (const key of ["rawRequest", "createGenericPipeline", "editGenericPipeline"]) MOVED_INTO[key] = RAW;

describe.each([...stockActions])("%s", (key, { inputs, groups = {} }) => {
  test.each(Object.keys(inputs))("H5: has %s where the stock component's form has it, unless it is listed", (input) => {
    const group = Object.entries(groups).find(([, { leaves }]) => leaves.includes(input))?.[0];
    const ours = actionForms.find((form) => form.key === key)?.inputs.find((candidate) => candidate.key === input);
    expect(ours).toMatchObject({ group: MOVED_INTO[key]?.[input] ?? group });
  });

  test("H5: shows the stock component's groups under their names", () => {
    const ours = actionForms.find((form) => form.key === key)?.groups.map(({ key: group, label }) => [group, label]);
    expect(ours).toEqual(expect.arrayContaining(Object.entries(groups).map(([group, { label }]) => [group, label])));
  });
});

/** A section of the migration page. */
function migration(section: string): string {
  const page = readFileSync(join(__dirname, "../../documentation/migration.md"), "utf8");
  return page.split(/^## /m).find((part) => part.startsWith(`${section}\n`)) ?? "";
}

/** Actions of version 1.0.0 beside the stock component's, whose inputs moved as well. */
const FIRST_ACTIONS = [
  "copyEvents",
  "listLookupTables",
  "replaceLookupTable",
  "testConnection",
  ...stockActions.keys(),
];
/** Inputs in groups that came after version 1.0.0. */
const ADDED = [
  "exportOptions.sourceTimeZone",
  "queryOptions.flatRows",
  "queryOptions.waitForRateLimit",
  "rowsAndColumns.mapping",
  "rowsAndColumns.timeZone",
];

test("H5: the migration page says which inputs moved since version 1.0.0, in which actions, and where to", () => {
  const rows = actionForms.flatMap(({ key, label, inputs }) =>
    inputs
      .filter(({ group }) => group !== undefined && FIRST_ACTIONS.includes(key))
      .map(({ key, group }) => ({ label, place: `${group}.${key}` }))
      .filter(({ place }) => !ADDED.includes(place)),
  );
  const lines = migration("From version 1.0.0").split("\n");
  const isListed = ({ label, place }: { label: string; place: string }) =>
    lines.some((line) => line.startsWith(`| ${label} |`) && line.includes(`\`${place}\``));
  expect(rows.filter((row) => !isListed(row))).toEqual([]);
});

test("H5: the migration page says which inputs stand elsewhere than in the stock component's form", () => {
  const lines = migration("From the stock component").split("\n");
  const isListed = ([key, moved]: [string, Record<string, string>]) => {
    const label = component.actions[key]?.display.label ?? key;
    const places = Object.entries(moved).map(([input, group]) => `\`${group}.${input}\``);
    return lines.some((line) => line.startsWith(`| ${label} |`) && places.every((place) => line.includes(place)));
  };
  expect(Object.entries(MOVED_INTO).filter((moved) => !isListed(moved))).toEqual([]);
});

test("the component has the same key", () => {
  expect(component.key).toBe("mixpanel");
});

test("all of the surface is there", () => {
  expect([...stockActions.keys()].filter((key) => !(key in component.actions))).toEqual([]);
  expect([...stockDataSources.keys()].filter((key) => !(key in component.dataSources))).toEqual([]);
  expect([stockActions.size, stockDataSources.size, stockConnections.size]).toEqual([21, 2, 1]);
});

test("no input that was not there is required", () => {
  const added = [...stockActions].flatMap(([key, { inputs }]) =>
    flatInputs(component.actions[key]?.inputs)
      .filter((input) => input.required && !(input.key in inputs))
      .map((input) => `${key}.${input.key}`),
  );
  expect(added).toEqual([]);
});

test.each([...stockActions])("%s runs while designing as it did, unless for a reason", (key, { performSafety }) => {
  expect(component.actions[key]?.performSafety).toBe(NO_LONGER_SAFE.includes(key) ? "NOT_ALLOWED" : performSafety);
});

test("the old spelling of a second is read as the API's", () => {
  const funnel = actionForms.find(({ key }) => key === "queryFunnelSavedReports");
  expect(funnel?.inputs.find(({ key }) => key === "length_unit")?.clean?.("seconds")).toBe("second");
});

test.each(["region", "regionAndDomain", "dataAndDomain"])("a stored %s still decides the residency", (input) => {
  expect(residencyOf({ [input]: "EU" })).toBe("EU");
});
