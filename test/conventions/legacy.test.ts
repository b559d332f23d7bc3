import { actionForms } from "../support/definitions";
import { isEndpoint, rows } from "../support/endpointRows";

/** Operations that Mixpanel calls "in maintenance mode", by the page that describes them. */
const MAINTENANCE_MODE = [
  "segmentation-query",
  "segmentation-numeric-query",
  "segmentation-sum-query",
  "segmentation-query-average",
  "funnels-query",
  "funnels-list-saved",
  "activity-stream-query",
  "query-jql",
];

/** Actions of several queries in maintenance mode. No operation of Mixpanel is like them, so that their names stay. */
const BUILT_ON_THEM = ["queryRevenue"];

const isLegacy = (docs: string) => MAINTENANCE_MODE.some((page) => docs.endsWith(`/${page}`));

/** All of the deprecated Data Pipelines API, whose replacement has no API. */
const deprecated = rows.flatMap(({ family, row }) =>
  family === "pipelines" || row.operation.endsWith("GenericPipeline") ? [row.operation] : [],
);

const legacy = rows.flatMap(({ row }) => (isEndpoint(row) && isLegacy(row.docs) ? [row.operation] : []));

test.each(actionForms.map((form) => [form.key, form] as const))(
  "R1: %s says in its label and description that it is in maintenance mode, if it is",
  (key, { label, description }) => {
    const says = { label: label.endsWith(" (Legacy)"), description: description.includes("no longer develops") };
    const isDeprecated = deprecated.includes(key);
    const isNamed = (legacy.includes(key) && !BUILT_ON_THEM.includes(key)) || isDeprecated;
    expect(says).toEqual({ label: isNamed, description: legacy.includes(key) || isDeprecated });
  },
);

test("R1: each action in maintenance mode names an action that replaces it", () => {
  const labels = actionForms.filter(({ key }) => !legacy.includes(key)).map(({ label }) => label);
  const silent = actionForms
    .filter(({ key }) => legacy.includes(key) && !BUILT_ON_THEM.includes(key))
    .filter(({ description }) => !labels.some((label) => description.includes(label)));
  expect(legacy.length).toBeGreaterThan(0);
  expect(silent.map(({ key }) => key)).toEqual([]);
});

test("M3: each action on pipelines says what replaces the API", () => {
  const silent = actionForms.filter(
    ({ key, description }) => deprecated.includes(key) && !description.includes("JSON pipelines"),
  );
  expect(deprecated.length).toBeGreaterThan(7);
  expect(silent.map(({ key }) => key)).toEqual([]);
});
