/** The same run elsewhere: what the page offers to copy does what the run did. */
import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { CLI } from "../../cli/test/runCli";
import type { Form, Inputs } from "../src/protocol";
import { eventOf, exchangesOf, type OpenPlayground, openPlayground } from "./openPlayground";

let playground: OpenPlayground;
beforeAll(async () => {
  playground = await openPlayground();
});
afterAll(() => playground.close());

const fields = (): Record<string, string> => playground.target.connection.fields;

/** What the command line and curl read credentials from. */
const environment = () => ({
  PATH: process.env.PATH,
  MIXPANEL_USERNAME: fields().username,
  MIXPANEL_SECRET: fields().password,
  MIXPANEL_PROJECT_ID: fields().projectId,
  MIXPANEL_PROJECT_TOKEN: fields().projectToken,
  MIXPANEL_GDPR_TOKEN: fields().gdprToken,
  MIXPANEL_API_HOST: fields().apiHost,
});

/** Runs a command in a shell. @returns what it prints */
const shell = async (command: string) =>
  (await promisify(execFile)("sh", ["-c", command], { env: environment() })).stdout;

const inCli = (command: string) => command.replace("npx mixpanel-connector", `'${process.execPath}' '${CLI}'`);

const DAYS = { from_date: "2020-01-01", to_date: "today" };
/** Tracked events must be of the last days. */
const NOW = Math.floor(Date.now() / 1000);
const TRICKY = `it's "quoted" $HOME \`id\` \\n
%41 é`;

test.each<[string, Inputs]>([
  ["listCohorts", {}],
  ["queryProfiles", { where: 'properties["plan"] == "pro"', output_properties: ["plan"] }],
  ["downloadData", { ...DAYS, event: ["Purchased"], limit: "3" }],
  ["querySegmentation", { event: "Purchased", ...DAYS, unit: "month" }],
])("V1: the command of %s gives the result that the run gave", async (action, inputs) => {
  const { events } = await playground.run(action, inputs);
  const { command } = eventOf(events, "started").snippets;
  const result = JSON.parse(await shell(`${inCli(command)} --json`));
  const withoutTimes = (value: unknown) =>
    JSON.parse(JSON.stringify(value, (key, one) => (/^(session_id|computed_at|duration_ms)$/.test(key) ? 0 : one)));
  expect(withoutTimes(result)).toEqual(withoutTimes(eventOf(events, "result").data));
});

test("V1: the command passes every character on as it is", async () => {
  const properties = [{ key: "note", value: TRICKY }];
  const { events } = await playground.run("setProfileProperties", { distinct_id: "@user 1", properties });
  const { command } = eventOf(events, "started").snippets;
  const printed = JSON.parse(await shell(`${inCli(command)} --json`));
  expect(printed).toEqual(eventOf(events, "result").data);
  expect(printed.update).toEqual({ $distinct_id: "@user 1", $set: { note: TRICKY } });
});

test("V1: the command and the code leave out what the form presets, and keep its order", async () => {
  const { entries } = await playground.read<Form>("/api/actions/downloadData");
  const preset = entries.find(({ key }) => key === "output")?.default;
  const inputs = { to_date: "2024-01-31", output: preset, match: "", from_date: "2024-01-01" };
  const { snippets } = eventOf((await playground.run("downloadData", inputs)).events, "started");
  expect(snippets.command).toBe(
    "npx mixpanel-connector run downloadData --set from_date=2024-01-01 --set to_date=2024-01-31",
  );
  expect(snippets.codeNative).toBe(`await context.components.mixpanel.downloadData({
  connection: configVars["Mixpanel Connection"],
  from_date: "2024-01-01",
  to_date: "2024-01-31",
});`);
});

test.each<[string, Inputs]>([
  ["testConnection", {}],
  [
    "importEvents",
    { events: [{ event: TRICKY, properties: { time: 1_700_000_000, distinct_id: "u", $insert_id: "one" } }] },
  ],
  ["trackEvents", { events: [{ event: TRICKY, properties: { time: NOW, distinct_id: "u", $insert_id: "two" } }] }],
  ["setProfileProperties", { distinct_id: "u", properties: [{ key: "note", value: TRICKY }] }],
  ["listCohorts", {}],
  ["getRetrieval", { tracking_id: "unknown" }],
])("V1: the curl commands of %s send what it sent, with credentials from the environment", async (action, inputs) => {
  const sent = exchangesOf((await playground.run(action, inputs)).events);
  expect(sent.length).toBeGreaterThan(0);
  for (const { curl, status, response } of sent) {
    expect(curl).not.toContain("[redacted]");
    const printed = await shell(`${curl} -s -w ' %{http_code}'`);
    expect(printed).toBe(`${response} ${status}`);
  }
});

test("V1: curl names the variables of the credentials as people write them", async () => {
  const [me, ingestion, retrieval] = exchangesOf((await playground.run("testConnection", {})).events);
  expect(me?.curl).toContain('-u "$MIXPANEL_USERNAME:$MIXPANEL_SECRET"');
  expect(ingestion?.curl).toContain('-u "$MIXPANEL_PROJECT_TOKEN:"');
  expect(retrieval?.curl).toContain('-H "Authorization: Bearer $MIXPANEL_GDPR_TOKEN"');
  expect(retrieval?.curl).toContain('?token=$MIXPANEL_PROJECT_TOKEN"');
});
