/**
 * Runs steps of the built component one after the other in a process of their own: `node hostileSteps.js <address> <speed> <JSON>`, with a
 * list of steps. The address gets the name of each step as its path. Prints a line of JSON for each: how it ended, and by how much the most
 * memory that the process held has grown since it began. The clock runs `speed` times faster, so that a time limit of a minute ends in a second.
 */
const { existsSync, readFileSync } = require("node:fs");
const { gzipSync } = require("node:zlib");
const { createHarness } = require("@prismatic-io/spectral/dist/testing");

const [address, speed, list] = process.argv.slice(2);
const [now, begun, wait] = [Date.now, Date.now(), globalThis.setTimeout];
Date.now = () => begun + (now() - begun) * Number(speed);
globalThis.setTimeout = (run, ms, ...rest) => wait(run, ms / Number(speed), ...rest);

const component = require("../../dist/index.js").default;
const harness = createHarness(component);
const silent = () => {};
const logger = { metric: silent, trace: silent, debug: silent, info: silent, log: silent, warn: silent, error: silent };

/** The most memory held at once. resourceUsage() would begin with what the process held that started this one. */
function maxRssKb() {
  const status = existsSync("/proc/self/status") ? readFileSync("/proc/self/status", "utf8") : "";
  return Number(/^VmHWM:\s+(\d+) kB$/m.exec(status)?.[1] ?? process.resourceUsage().maxRSS);
}

/** A gzip file of a few MB that inflates to a gigabyte: some text, and its last character over and over. */
function bomb(text) {
  const member = gzipSync(Buffer.alloc(64 * 1_048_576, text.slice(-1)));
  return { data: Buffer.concat([gzipSync(text), ...Array(16).fill(member)]), contentType: "application/gzip" };
}

function nested(levels) {
  let value = "end";
  for (let level = 0; level < levels; level++) value = [value];
  return value;
}

/** @param made inputs that are made here, because they are long: a bomb, or a value of so many levels, as text or not */
function inputsOf({ name, params = {}, made = {} }) {
  const values = Object.entries(made).map(([input, { bombOf, before = "", levels, after = "" }]) => {
    if (bombOf !== undefined) return [input, bomb(bombOf)];
    if (before === "") return [input, nested(levels)];
    return [input, before + "[".repeat(levels) + "]".repeat(levels) + after];
  });
  const fields = {
    username: "reader.mp-service-account",
    password: "account-secret-0123456789",
    projectToken: "0123456789abcdef0123456789abcdef",
    projectId: "123",
    maxRetries: "0",
    timeLimit: "1",
    apiHost: `${address}/${name}`,
  };
  const connection = { key: "apiToken", configVarKey: "Mixpanel Connection", fields };
  const copies = params.destination === undefined ? {} : { destination: connection };
  return { connection, ...params, ...copies, ...Object.fromEntries(values) };
}

function perform(step) {
  const { kind = "action", key } = step;
  const inputs = inputsOf(step);
  const context = { logger, crossFlowState: {}, instanceState: {} };
  if (kind === "trigger") return component.triggers[key].perform(context, {}, inputs);
  return kind === "action" ? harness.action(key, inputs, context) : harness.dataSource(key, inputs, context);
}

async function run() {
  const baseKb = maxRssKb();
  for (const step of JSON.parse(list)) {
    // What a step leaves behind does not count as held by the next one.
    globalThis.gc();
    const end = await perform(step).then(
      (result) => ({ result }),
      (error) => ({ name: error.name, code: error.code, message: error.message.slice(0, 2_000) }),
    );
    const grownKb = maxRssKb() - baseKb;
    const { events, truncated } = end.result?.data ?? {};
    const { name: error, code, message } = end;
    console.log(JSON.stringify({ name: step.name, error, code, message, events: events?.length, truncated, grownKb }));
  }
}

run();
