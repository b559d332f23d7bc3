import type { ServerResponse } from "node:http";
import { stripVTControlCharacters } from "node:util";
import { closeServers, type Received, sendJson, serve } from "../../../../test/support/localServer";
import { startCli } from "../runCli";
import { startInTerminal } from "../runInTerminal";
import { acceptAll, connectionTo, events, Folder, ndjson, recordsIn } from "./imports";

let folder: Folder;
beforeEach(() => {
  folder = new Folder();
});
afterEach(async () => {
  folder.remove();
  await closeServers();
});

const EVENTS = 60_000;

/** A server that holds back its responses from the third one on until it is told to go on. */
async function halting() {
  const held: (() => void)[] = [];
  let isHalting = true;
  let halted = () => {};
  const hasHalted = new Promise<void>((resolve) => {
    halted = resolve;
  });
  const answer = (response: ServerResponse, request: Received, number: number) => {
    if (number <= 2 || !isHalting) return acceptAll(response, request);
    held.push(() => acceptAll(response, request));
    halted();
  };
  const goOn = () => {
    isHalting = false;
    for (const one of held) one();
  };
  return { ...(await serve(answer)), hasHalted, goOn };
}

test.each([
  ["SIGINT", 130],
  ["SIGTERM", 143],
] as const)(
  "F1: %s ends an import cleanly: what is in flight is waited for, and the command to go on is printed",
  async (signal, exitCode) => {
    folder.write("events.ndjson", ndjson(events(EVENTS)));
    const { url, received, hasHalted, goOn } = await halting();
    const cli = startCli(["import", "events.ndjson"], { environment: connectionTo(url), cwd: folder.path });
    await hasHalted;
    cli.interrupt(signal);
    await cli.stderrWith(/Ending: what was read is being sent/);
    goOn();
    const { code, stdout, stderr } = await cli.ended;

    expect(code).toBe(exitCode);
    const { accepted, received: read, resume_from, stopped_by } = JSON.parse(stdout);
    expect({ accepted, stopped_by }).toEqual({ accepted: read, stopped_by: "signal" });
    expect(received.flatMap(recordsIn)).toHaveLength(accepted);
    expect(resume_from).toBe(accepted);
    expect(resume_from).toBeLessThan(EVENTS);
    expect(stderr).toContain("Running the same command again is safe");

    const command = /^ {2}npx mixpanel-connector (.*)$/m.exec(stderr)?.[1]?.split(" ") ?? [];
    const rest = await startCli(command, { environment: connectionTo(url), cwd: folder.path }).ended;
    expect(JSON.parse(rest.stdout)).toMatchObject({ accepted: EVENTS - resume_from, resume_from: null });
    const ids = new Set(received.flatMap(recordsIn).map(({ properties }) => Object(properties).$insert_id));
    expect(ids.size).toBe(EVENTS);
  },
);

test("F1: a second Ctrl-C ends an import at once", async () => {
  folder.write("events.ndjson", ndjson(events(EVENTS)));
  const { url, hasHalted } = await halting();
  const cli = startCli(["import", "events.ndjson"], { environment: connectionTo(url), cwd: folder.path });
  await hasHalted;
  cli.interrupt();
  await cli.stderrWith(/Press Ctrl-C again/);
  cli.interrupt();
  expect(await cli.ended).toMatchObject({ code: 130, stdout: "" });
});

test("F1: Ctrl-C does not wait for a retry in an outage, and the next run begins with what may be missing", async () => {
  folder.write("events.ndjson", ndjson(events(10)));
  const { url, received } = await serve((response) => sendJson(response, { error: "down" }, 503));
  const cli = startCli(["import", "events.ndjson"], { environment: connectionTo(url), cwd: folder.path });
  await cli.stderrWith(/Mixpanel responds with an error \(503\)\. Trying again/);
  const begun = Date.now();
  cli.interrupt();
  const { code, stdout } = await cli.ended;
  expect(code).toBe(130);
  expect(Date.now() - begun).toBeLessThan(20_000);
  expect(received.length).toBeLessThanOrEqual(3);
  expect(JSON.parse(stdout)).toMatchObject({
    accepted: 0,
    unknown: 10,
    resume_from: 0,
    stopped_by: "signal",
    rejected_file: null,
  });
});

test("F1: Ctrl-C sends what a slow stdin has given, and ends", async () => {
  let begin = () => {};
  const hasBegun = new Promise<void>((resolve) => {
    begin = resolve;
  });
  const { url, received } = await serve((response, request) => {
    begin();
    acceptAll(response, request);
  });
  const cli = startCli(["import", "-"], { environment: connectionTo(url), cwd: folder.path, input: null });
  // One request, and some events that wait for more: stdin stays open.
  cli.write(ndjson(events(2_003)));
  await hasBegun;
  cli.interrupt();
  const { code, stdout } = await cli.ended;
  expect(code).toBe(130);
  const { accepted, received: read } = JSON.parse(stdout);
  expect(accepted).toBeGreaterThanOrEqual(2_000);
  expect(read).toBe(accepted);
  expect(received.flatMap(recordsIn)).toHaveLength(accepted);
});

test("F1: for numbers that are added up, running again is not called safe", async () => {
  folder.write(
    "users.ndjson",
    ndjson(events(20_000).map((_, at) => ({ $distinct_id: `u${at}`, $add: { logins: 1 } }))),
  );
  const { url, hasHalted, goOn } = await halting();
  const cli = startCli(["import", "users.ndjson", "--to", "users"], {
    environment: connectionTo(url),
    cwd: folder.path,
  });
  await hasHalted;
  cli.interrupt();
  await cli.stderrWith(/Ending/);
  goOn();
  const { stderr, stdout } = await cli.ended;
  expect(stderr).toContain("Do not run the same command again: it would add the same numbers a second time.");
  expect(stderr).toContain(`--to users --resume-from ${JSON.parse(stdout).resume_from}`);
});

test("F1: the command to go on keeps a name that begins with a dash behind --", async () => {
  folder.write("-events.ndjson", ndjson(events(3)));
  const { url } = await serve((response) => sendJson(response, { error: "no" }, 401));
  const command = ["import", "--resume-from=1", "--", "-events.ndjson"];
  const { stderr } = await startCli(command, { environment: connectionTo(url), cwd: folder.path }).ended;
  expect(stderr).toMatch(/^ {2}npx mixpanel-connector import --resume-from 1 -- -events\.ndjson$/m);
});

describe("in a terminal of 60 columns", () => {
  test("F1: a dumb terminal gets lines without control codes", async () => {
    folder.write("events.ndjson", ndjson(events(3)));
    const { url } = await serve(acceptAll);
    const environment = { ...connectionTo(url), TERM: "dumb" };
    const { code, screen } = await startInTerminal(["import", "events.ndjson"], {
      environment,
      columns: 60,
      cwd: folder.path,
    }).ended;
    expect(code).toBe(0);
    expect(screen).toContain("3 events accepted of 3 read");
    expect(screen).toBe(stripVTControlCharacters(screen));
  });

  test("F1: a bar shows records, rate and share, and Ctrl-C ends cleanly", async () => {
    folder.write("events.ndjson", ndjson(events(EVENTS)));
    const { url, hasHalted, goOn } = await halting();
    const run = startInTerminal(["import", "events.ndjson"], {
      environment: connectionTo(url),
      columns: 60,
      cwd: folder.path,
    });
    await hasHalted;
    await run.shows(/[█░]+.*4,000 events, [\d,]+\/s, \d+ %, \d+:\d\d left/);
    run.type("\u0003");
    await run.shows(/Ending/);
    goOn();
    const { code, screen } = await run.ended;
    expect(code).toBe(130);
    expect(screen).toContain("Interrupted.");
    const bars = screen
      .replaceAll("\u001b[1G", "\n")
      .replaceAll("\u001b8", "")
      .split(/[\r\n]/)
      .filter((line) => /[█░]/.test(line));
    const widths = bars.map((line) => stripVTControlCharacters(line).length);
    expect(Math.max(...widths)).toBeLessThanOrEqual(60);
  });
});
