import { gzipSync } from "node:zlib";
import { closeServers, sendJson, serve } from "../../../../test/support/localServer";
import { runCli } from "../runCli";
import { acceptAll, bodyOf, connectionTo, event, events, Folder, ndjson, recordsIn, TIME } from "./imports";

let folder: Folder;
beforeEach(() => {
  folder = new Folder();
});
afterEach(async () => {
  folder.remove();
  await closeServers();
});

/** Runs the command against a server that accepts all. @returns what was sent, and how it ended */
async function imported(args: string[], input?: Buffer) {
  const { url, received } = await serve(acceptAll);
  const result = await runCli(["import", ...args], { environment: connectionTo(url), cwd: folder.path, input });
  return { ...result, received, records: received.flatMap(recordsIn) };
}

test("F1: an import is one POST to /import, with the service account, the project and strict mode", async () => {
  folder.write("events.ndjson", ndjson(events(3)));
  const { code, stdout, received, records } = await imported(["events.ndjson"]);

  expect(code).toBe(0);
  expect(received.map(({ method, url }) => [method, url])).toEqual([["POST", "/import?project_id=7&strict=1&ip=0"]]);
  expect(received[0]?.headers).toMatchObject({
    authorization: `Basic ${Buffer.from("account.user:account-secret").toString("base64")}`,
    "content-type": "application/json",
    "content-encoding": "gzip",
  });
  expect(records).toMatchObject(events(3));
  expect(JSON.parse(stdout)).toMatchObject({
    file: "events.ndjson",
    received: 3,
    accepted: 3,
    rejected: 0,
    resume_from: null,
  });
});

const CSV = `id,created_at,user_id,amount\n0,2023-11-14 22:13:20,user-0,12.5\n`;
const LIST = JSON.stringify(events(3), null, 2);

describe.each([
  ["NDJSON", "a.ndjson", ndjson(events(3))],
  [
    "NDJSON with a byte order mark and Windows line ends",
    "a.ndjson",
    `\ufeff${ndjson(events(3)).replaceAll("\n", "\r\n")}`,
  ],
  ["a JSON list", "a.json", LIST],
])("F1: %s", (_what, name, text) => {
  test("is imported as it is", async () => {
    folder.write(name, text);
    const { code, records } = await imported([name]);
    expect({ code, records }).toMatchObject({ code: 0, records: events(3) });
  });

  test("is imported if it is compressed, whatever its name", async () => {
    folder.write(name, gzipSync(text));
    const { code, records } = await imported([name]);
    expect({ code, records }).toMatchObject({ code: 0, records: events(3) });
  });

  test.each([
    ["as text", (content: string) => Buffer.from(content)],
    ["compressed", (content: string) => gzipSync(content)],
  ])("is imported from stdin, %s", async (_how, bytes) => {
    const { code, stdout, records } = await imported(["-", "--json"], bytes(text));
    expect({ code, records }).toMatchObject({ code: 0, records: events(3) });
    expect(JSON.parse(stdout)).toMatchObject({ file: "stdin", accepted: 3 });
  });
});

const ORDER = ["--event", "Order Placed", "--time-column", "created_at", "--distinct-id-column", "user_id"];

test.each([
  ["CSV", CSV],
  ["TSV", CSV.replaceAll(",", "\t")],
  ["CSV, compressed", gzipSync(CSV)],
])("F1: rows of %s become events by the flags of the command", async (_what, content) => {
  folder.write("orders.csv", content);
  const { code, records } = await imported(["orders.csv", ...ORDER]);
  expect({ code, records }).toMatchObject({
    code: 0,
    records: [
      { event: "Order Placed", properties: { distinct_id: "user-0", time: TIME * 1000, id: "0", amount: "12.5" } },
    ],
  });
});

test("F1: flags name columns, properties, the time zone and the columns of the insert ID", async () => {
  folder.write(
    "orders.csv",
    "name,at,who,order,plan_name\nBought,2023-11-14 23:13:20,u1,o1,pro\nSold,2023-11-14 23:13:20,u2,o1,pro\n",
  );
  const args = [
    "--event-column",
    "name",
    "--time-column",
    "at",
    "--distinct-id-column",
    "who",
    "--map",
    "plan_name=Plan",
  ];
  const { records } = await imported(["orders.csv", ...args, "--insert-id-columns", "order", "--time-zone", "+01:00"]);
  expect(records).toMatchObject([
    { event: "Bought", properties: { time: TIME * 1000, distinct_id: "u1", Plan: "pro" } },
    { event: "Sold", properties: { time: TIME * 1000, distinct_id: "u2", Plan: "pro" } },
  ]);
  const ids = records.map(({ properties }) => Object(properties).$insert_id);
  expect(ids[0]).toBe(ids[1]);
});

test("F1: a mapping from a file is completed by flags", async () => {
  folder.write("map.json", '{"event": {"constant": "Bought"}, "time": "at", "Plan": "plan_name"}');
  folder.write("rows.ndjson", ndjson([{ at: TIME, who: "u1", plan_name: "pro" }]));
  const { code, records } = await imported(["rows.ndjson", "--mapping", "@map.json", "--distinct-id-column", "who"]);
  expect({ code, records }).toMatchObject({
    code: 0,
    records: [{ event: "Bought", properties: { distinct_id: "u1", Plan: "pro" } }],
  });
});

test.each([
  [
    "users",
    ["--to", "users", "--distinct-id-column", "id"],
    "id,plan\nu1,pro\n",
    {
      url: "/engage?ip=0&strict=1&verbose=1",
      record: { $token: "token-7", $distinct_id: "u1", $set: { plan: "pro" } },
    },
  ],
  [
    "users, without overwriting",
    ["--to", "users", "--distinct-id-column", "id", "--mode", "onlyIfAbsent"],
    "id,plan\nu1,pro\n",
    { url: "/engage?ip=0&strict=1&verbose=1", record: { $distinct_id: "u1", $set_once: { plan: "pro" } } },
  ],
  [
    "users in Mixpanel's own form",
    ["--to", "users"],
    ndjson([{ $distinct_id: "u1", $union: { tags: ["a"] } }]),
    { url: "/engage?ip=0&strict=1&verbose=1", record: { $distinct_id: "u1", $union: { tags: ["a"] } } },
  ],
  [
    "groups",
    ["--to", "groups", "--group-key", "company", "--group-id-column", "id"],
    "id,plan\nc1,pro\n",
    { url: "/groups?strict=1&verbose=1", record: { $group_key: "company", $group_id: "c1", $set: { plan: "pro" } } },
  ],
])("F1: a file is imported as %s", async (_what, args, content, { url, record }) => {
  folder.write("file", content);
  const { code, received, records, stderr } = await imported(["file", ...args]);
  expect(stderr).toContain("1 ");
  expect({ code, records }).toMatchObject({ code: 0, records: [record] });
  expect(received[0]?.url.replace(/\?.*/, "")).toBe(url.replace(/\?.*/, ""));
  expect(new URLSearchParams(received[0]?.url.split("?")[1]).get("strict")).toBe("1");
});

test("F1: a lookup table is replaced by the rows of a file", async () => {
  const { url, received } = await serve((response) => sendJson(response, { code: 200, status: "OK" }));
  folder.write("products.csv", "sku,name\np1,Lamp\n");
  const args = ["import", "products.csv", "--to", "table", "--table", "3ef1", "--id-column", "sku"];
  const { code } = await runCli(args, { environment: connectionTo(url), cwd: folder.path });
  expect(code).toBe(0);
  expect(received.map(({ method, url: path }) => [method, path])).toEqual([
    ["PUT", "/lookup-tables/3ef1?project_id=7"],
  ]);
  expect(received.map(bodyOf)).toEqual(["sku,name\np1,Lamp\n"]);
});

test("F1: --resume-from skips what is in Mixpanel already, and --concurrency and --rate-share are taken", async () => {
  folder.write("events.ndjson", ndjson(events(5)));
  const { records } = await imported([
    "events.ndjson",
    "--resume-from",
    "3",
    "--concurrency",
    "1",
    "--rate-share",
    "50",
  ]);
  expect(records).toMatchObject([event(3), event(4)]);
});

test("F1: with nothing but a project token, the token authenticates the events", async () => {
  folder.write("events.ndjson", ndjson(events(1)));
  const { url, received } = await serve(acceptAll);
  const environment = { MIXPANEL_PROJECT_TOKEN: "token-7", MIXPANEL_API_HOST: url };
  expect((await runCli(["import", "events.ndjson"], { environment, cwd: folder.path })).code).toBe(0);
  expect(received[0]?.headers.authorization).toBe(`Basic ${Buffer.from("token-7:").toString("base64")}`);
});

test("F1: --resume-from beyond the last record says so", async () => {
  const { url, received } = await serve(acceptAll);
  folder.write("few.ndjson", ndjson(events(3)));
  const { code, stderr } = await runCli(["import", "few.ndjson", "--resume-from", "3"], {
    environment: connectionTo(url),
    cwd: folder.path,
  });
  expect(code).toBe(0);
  expect(received).toEqual([]);
  expect(stderr).toContain("few.ndjson has no record at position 3 or after it.\n");
});
