import { gzipSync } from "node:zlib";
import { closeServers, serve } from "../../../../test/support/localServer";
import { runCli } from "../runCli";
import { acceptAll, connectionTo, events, Folder, ndjson } from "./imports";

let folder: Folder;
beforeEach(() => {
  folder = new Folder();
});
afterEach(async () => {
  folder.remove();
  await closeServers();
});

async function imported(...args: string[]) {
  const { url, received } = await serve(acceptAll);
  const result = await runCli(["import", ...args], { environment: connectionTo(url), cwd: folder.path });
  return { ...result, requests: received.length };
}

const UTF_16 = Buffer.from("event,time\n", "utf16le");

test.each<[what: string, content: Buffer, message: string]>([
  ["that is empty", Buffer.alloc(0), "got an empty file, expected NDJSON"],
  ["with only blank lines", Buffer.from("\n \n"), "got an empty file, expected NDJSON"],
  ["in UTF-16", Buffer.concat([Buffer.of(0xff, 0xfe), UTF_16]), "got UTF-16 text"],
  ["in UTF-16 without a mark", UTF_16, "got UTF-16 text"],
  ["in Latin 1", Buffer.from("name\nJosé\n", "latin1"), "got text that is not UTF-8"],
  ["of a spreadsheet", Buffer.from("PK\u0003\u0004"), "got a ZIP archive or an Excel workbook"],
  ["of binary data", Buffer.from("a,b\n\u0000\u0000\u0000"), "got binary data"],
  ["of compressed binary data", gzipSync(Buffer.from("a,b\n\u0000\u0000\u0000")), "got binary data"],
])("F1: a file %s is named before anything is sent", async (_what, content, message) => {
  folder.write("data", content);
  const { code, stdout, stderr, requests } = await imported("data");
  expect({ code, stdout, requests }).toEqual({ code: 1, stdout: "", requests: 0 });
  expect(stderr).toContain(`data: ${message}`);
});

test("F1: a file that is missing or a folder is named", async () => {
  const [missing, isFolder] = [await imported("nope.csv"), await imported(".")];
  expect(missing).toMatchObject({ code: 2, requests: 0 });
  expect(missing.stderr).toContain("There is no file nope.csv.");
  expect(isFolder).toMatchObject({ code: 2, requests: 0 });
  expect(isFolder.stderr).toContain(". is a folder. Name a file in it.");
});

test("F1: a compressed file that is damaged half way says how far it came, and what is in Mixpanel", async () => {
  const whole = gzipSync(ndjson(events(20_000)), { level: 1 });
  folder.write("events.ndjson.gz", whole.subarray(0, Math.floor(whole.length / 2)));
  const { code, stdout, stderr } = await imported("events.ndjson.gz");
  expect(code).toBe(1);
  const { accepted, resume_from } = JSON.parse(stdout);
  expect(accepted).toBeGreaterThan(5_000);
  expect(resume_from).toBe(accepted);
  expect(stderr).toMatch(
    /a gzip file that is damaged or incomplete: it could be decompressed up to byte [\d,]+ of its text/,
  );
  expect(stderr).toContain(`npx mixpanel-connector import events.ndjson.gz --resume-from ${resume_from}`);
});

test.each([
  [["--event", "A", "--event-column", "b"], "--event and --event-column both name the event."],
  [["--to", "users", "--time-column", "t"], "--time-column does not go with --to users."],
  [["--to", "table"], "--to table needs --table <id>"],
  [["--table", "1"], "--table goes with --to table."],
  [["--mode", "addUp"], "--mode goes with --to users and --to groups"],
  [["--map", "plan"], "--map plan is no pair."],
  [["--resume-from", "-1"], "--resume-from -1 must be a whole number"],
  [["--event", "A"], "events.ndjson has events in Mixpanel's own form, which need no mapping. Leave out --event."],
  [["--to", "users"], "events.ndjson has events in Mixpanel's own form. Import it with --to events, not --to users."],
])("F1: %j does not go with a file of events", async (args, message) => {
  folder.write("events.ndjson", ndjson(events(1)));
  const { code, stderr, requests } = await imported("events.ndjson", ...args);
  expect({ code, requests }).toEqual({ code: 2, requests: 0 });
  expect(stderr).toContain(message);
});

test("F1: rows without a source for a field say which flags name it", async () => {
  folder.write("users.csv", "id,plan\nu1,pro\n");
  const { code, stderr, requests } = await imported("users.csv", "--to", "users");
  expect({ code, requests }).toEqual({ code: 1, requests: 0 });
  expect(stderr).toContain('Their columns are "id", "plan". The flags for this: --distinct-id-column, --map.');
});
