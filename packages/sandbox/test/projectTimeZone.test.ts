import { startSandbox } from "../src";
import { readArguments } from "../src/commandLine";
import { eventAt, QueryClient } from "./queryClient";

// In Los Angeles, the day of March 9 and of the evening before the clocks go forward.
const NOW = "2024-03-10T05:00:00Z";
const events = [
  eventAt("2024-03-09T07:59:59", "Buy", "anna", { amount: 1 }),
  eventAt("2024-03-09T08:00:00", "Buy", "anna", { amount: 2 }),
  eventAt("2024-03-10T04:59:00", "Buy", "bert", { amount: 4 }),
];
const timeZone = "America/Los_Angeles";

let client: QueryClient;
beforeAll(async () => {
  client = await QueryClient.start({ events, timeZone }, { clock: NOW });
});
afterAll(() => client.close());

const day = (date: string) => ({ from_date: date, to_date: date });
const buys = (parameters: Record<string, string>) =>
  client.get("/api/query/segmentation", { event: "Buy", ...parameters });

test("R3: /me tells the time zone of a project", async () => {
  expect(await client.get("/api/app/me")).toMatchObject({
    body: { results: { projects: { 1: { timezone: timeZone }, 2: { timezone: "UTC" } } } },
  });
});

test("R3: days of a report are those of the project's zone", async () => {
  const { body } = await buys({ from_date: "2024-03-08", to_date: "2024-03-09" });
  expect(body).toMatchObject({ data: { values: { Buy: { "2024-03-08": 1, "2024-03-09": 2 } } } });
});

test("R3: hours of a report are those of the project's clock", async () => {
  const { body } = await buys({ ...day("2024-03-08"), unit: "hour" });
  expect(body).toMatchObject({ data: { values: { Buy: { "2024-03-08 23:00:00": 1 } } } });
});

test("R3: today is the project's", async () => {
  const { body } = await client.get("/api/query/events/top", { type: "general" });
  expect(body).toMatchObject({ events: [{ event: "Buy", amount: 2 }] });
});

test.each([
  ["2024-03-09", "2024-03-09", 200, undefined],
  ["2024-03-09", "2024-03-10", 400, "to_date cannot be later than today"],
  ["1999-12-31", "2024-03-09", 400, "invalid date, bad year"],
])("R3: a report from %s to %s answers %d", async (from_date, to_date, status, error) => {
  const answer = await buys({ from_date, to_date });
  expect(answer).toMatchObject({ status, ...(error && { body: { request: "/api/query/segmentation", error } }) });
});

test("R3: datetime() without an offset is project time", async () => {
  const counted = async (where: string) => (await buys({ ...day("2024-03-09"), where })).body;
  expect(await counted('datetime(properties["$time"]) >= datetime("2024-03-09T20:00:00")')).toMatchObject({
    data: { values: { Buy: { "2024-03-09": 1 } } },
  });
  expect(await counted('string(datetime(properties["$time"])) == "2024-03-09T00:00:00"')).toMatchObject({
    data: { values: { Buy: { "2024-03-09": 1 } } },
  });
});

test("R3: a script's days are the project's", async () => {
  const script =
    'function main() { return Events({from_date: "2024-03-09", to_date: "2024-03-09"}).reduce(mixpanel.reducer.count()); }';
  expect(await client.post("/api/query/jql", { script })).toMatchObject({ status: 200, body: [2] });
});

describe("R3: an export", () => {
  const lines = async (exporting: QueryClient, date: string) => {
    const { body } = await exporting.get("/api/2.0/export", day(date));
    return String(body)
      .split("\n")
      .slice(0, -1)
      .map((line): unknown => JSON.parse(line));
  };

  test("has days and times in UTC", async () => {
    expect(await lines(client, "2024-03-09")).toMatchObject([
      { properties: { amount: 1, time: Date.parse("2024-03-09T07:59:59Z") / 1000 } },
      { properties: { amount: 2 } },
    ]);
    expect(await lines(client, "2024-03-10")).toMatchObject([{ properties: { amount: 4 } }]);
  });

  test("of a project made before 2023 has days and times of the project's clock", async () => {
    const old = await QueryClient.start({ events, timeZone, created: "2022-12-31" }, { clock: NOW });
    const found = await lines(old, "2024-03-09");
    const tomorrow = await old.get("/api/2.0/export", day("2024-03-10"));
    await old.close();
    expect(found).toMatchObject([
      { properties: { amount: 2, time: Date.parse("2024-03-09T00:00:00Z") / 1000 } },
      { properties: { amount: 4, time: Date.parse("2024-03-09T20:59:00Z") / 1000 } },
    ]);
    expect(tomorrow).toMatchObject({ status: 400, body: { error: "to_date cannot be later than today" } });
  });

  test("P18: to_date after today is refused", async () => {
    expect(await client.get("/api/2.0/export", { from_date: "2024-03-09", to_date: "2024-03-11" })).toMatchObject({
      status: 400,
      body: { error: "to_date cannot be later than today" },
    });
  });
});

test("R3: the option sets the zone of projects whose seed names none", async () => {
  const seed = { projects: [{ id: 2, timeZone: "Europe/Berlin" }, { id: 7 }] };
  const sandbox = await startSandbox({ port: 0, timeZone: "Asia/Kolkata", seed });
  const zones = [1, 2, 7].map((id) => sandbox.projects.get(id)?.timeZone);
  await sandbox.close();
  expect(zones).toEqual(["Asia/Kolkata", "Europe/Berlin", "Asia/Kolkata"]);
});

test("R3: what is no time zone is refused", async () => {
  await expect(startSandbox({ port: 0, timeZone: "Mars" })).rejects.toThrow('"Mars" is no time zone');
  expect(() => readArguments(["--time-zone", "Mars"])).toThrow("--time-zone must be the name of a time zone");
  expect(readArguments(["--time-zone", timeZone])?.options.timeZone).toBe(timeZone);
});

test("R3: a snapshot keeps the time zone", async () => {
  const [project] = client.sandbox.snapshot().projects;
  expect(project).toMatchObject({ id: 1, timeZone, created: "2024-01-01" });
});
