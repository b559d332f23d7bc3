/** The npm package mixpanel-data-export-node as a client: each report it reads is the one that the query API has. */
import type { Sandbox } from "../src";
import { runOnSandbox } from "./foreignPrograms";
import { SERVICE_ACCOUNT, startStill, storedIn } from "./ingestionClient";

const RANGE = { from_date: "2024-06-01", to_date: "2024-06-15" };
const VIEWED = { ...RANGE, event: "Viewed product" };
const PRICES = { ...VIEWED, on: 'number(properties["price"])' };
const BY_DAY = { ...RANGE, type: "general", unit: "day" };

/** Its methods, their parameters and the path that they stand for; those for annotations call an API that Mixpanel has removed. */
const REPORTS: [method: string, parameters: Record<string, string>, path: string][] = [
  ["events", { ...BY_DAY, event: '["Viewed product"]' }, "/events"],
  ["topEvents", { type: "general" }, "/events/top"],
  ["eventNames", { type: "general" }, "/events/names"],
  ["eventProperties", { ...BY_DAY, event: "Viewed product", name: "category" }, "/events/properties"],
  ["topEventProperties", { event: "Viewed product" }, "/events/properties/top"],
  ["eventPropertyValues", { event: "Viewed product", name: "category" }, "/events/properties/values"],
  ["funnels", { ...RANGE, funnel_id: "7001" }, "/funnels"],
  ["listFunnels", {}, "/funnels/list"],
  ["segmentation", VIEWED, "/segmentation"],
  ["numericSegmentation", PRICES, "/segmentation/numeric"],
  ["sumSegmentation", PRICES, "/segmentation/sum"],
  ["averageSegmentation", PRICES, "/segmentation/average"],
  ["retention", { ...RANGE, born_event: "Signed up" }, "/retention"],
  ["addiction", { ...RANGE, unit: "day", addiction_unit: "hour" }, "/retention/addiction"],
];

let sandbox: Sandbox;
let plain: Sandbox;
beforeAll(async () => {
  sandbox = await startStill({ https: true, sample: true, limits: false });
  plain = await startStill({ sample: true, limits: false });
});
afterAll(() => Promise.all([sandbox.close(), plain.close()]));

/** What the query API answers to a service account. */
async function answered(path: string, parameters: Record<string, string>): Promise<unknown> {
  const query = new URLSearchParams({ ...parameters, project_id: "1" });
  const response = await fetch(`${plain.url}/api/query${path}?${query}`, {
    headers: { authorization: SERVICE_ACCOUNT },
  });
  return response.json();
}

/** It leaves out the colon after a user name without a password, so the colon stands in its setting. */
test.each([
  ["the project's secret", "sandbox-project-secret:", {}],
  ["a service account", "sandbox.user:sandbox-secret", { project_id: "1" }],
])("B8: mixpanel-data-export-node reads every report with %s", async (_what, api_secret, project) => {
  const program = `
    const MixpanelExport = require("mixpanel-data-export-node");
    const client = new MixpanelExport({ api_secret: ${JSON.stringify(api_secret)} });
    const answers = {};
    for (const [method, parameters] of ${JSON.stringify(REPORTS)}) {
      answers[method] = await client[method]({ ...parameters, ...${JSON.stringify(project)} });
    }
    return answers;`;
  const expected = await Promise.all(
    REPORTS.map(async ([method, parameters, path]) => [method, await answered(path, parameters)]),
  );
  expect(await runOnSandbox(sandbox, program, __dirname)).toEqual(Object.fromEntries(expected));
});

test("B8: mixpanel-data-export-node exports all events, whole and as a stream, and pages of profiles", async () => {
  const program = `
    const MixpanelExport = require("mixpanel-data-export-node");
    const client = new MixpanelExport({ api_secret: "sandbox-project-secret:" });
    const whole = await client.export(${JSON.stringify(RANGE)});
    const chunks = [];
    for await (const chunk of client.exportStream(${JSON.stringify(RANGE)})) chunks.push(chunk);
    const lines = Buffer.concat(chunks).toString().trim().split("\\n").map((line) => JSON.parse(line));
    const first = await client.engage();
    const next = await client.engage({ session_id: first.session_id, page: 1 });
    return { whole, lines, profiles: first.results.length, next: next.results };`;
  const from = Date.parse("2024-06-01T00:00:00Z");
  const names = storedIn(sandbox).flatMap(([name, time]) => (time >= from ? [name] : []));
  const named = names.map((event) => expect.objectContaining({ event }));
  const profiles = sandbox.projects.get(1)?.profiles.size;
  expect(await runOnSandbox(sandbox, program, __dirname)).toEqual({ whole: named, lines: named, profiles, next: [] });
});
