import type { Reasons } from "./tables";

const YOUNG_HEAP =
  "V8 enlarges its heap from 34 to 51 MB as a run goes on, though 15 to 20 MB of it are in use. A component cannot set V8's flags.";
const ON_ONE_CORE =
  "All threads share one core, so speed is CPU time. The best peer, the official SDK, does not compress, which takes 1.2 µs of our 4.3 µs.";
const PROOF = "To prove that a line keeps every rule takes 0.6 µs, and to send it unaltered 3.4 µs.";

/** Why a goal is not met, for the page of benchmarks: written by hand after a run, by the title of the topic and the text of the goal. */
export const REASONS: Reasons = {
  "Import from objects, gzip level 1": {
    "CPU beside mixpanel-import": "JSON and gzip alone, sending nothing, take 0.42 of mixpanel-import's CPU time here.",
    "CPU beside encoding alone":
      "A third of the rest is JSON in groups of 16 KB in place of 2,000 events at once; then come checking each event and sending.",
  },
  "Import from an NDJSON file, gzip level 1": {
    "unaltered: CPU beside the best peer with gzip":
      "gzip alone takes 0.12 of the best peer's CPU time. Reading the file, copying lines and sending take the rest.",
    "parsed: speed beside the best peer": ON_ONE_CORE,
    "parsed: CPU beside unaltered lines": PROOF,
    "validated: speed beside the best peer": ON_ONE_CORE,
    "validated: CPU beside unaltered lines": PROOF,
    "validated: percent of a core at 30,000 events/s": PROOF,
  },
  "Profile updates ($set) from objects": {
    "CPU beside mixpanel-import": "JSON, bytes and gzip alone take 1.3 to 1.6 µs; mixpanel-import takes 3.4 µs in all.",
  },
  "Import Events with one event": {
    "one event a call: CPU in ms": "The HTTP clients of axios and Node take about half of it.",
  },
  "Memory over base while importing a stream": {
    "generator: memory of 50 times as many events": YOUNG_HEAP,
    "NDJSON stream: memory of 50 times as many events": YOUNG_HEAP,
    "NDJSON stream, validated: memory of 50 times as many events": YOUNG_HEAP,
    "JSON list as a stream: MB over base":
      "Chunks of the stream, up to 60 MB of them, wait for V8's next collection, which comes seldom where few objects are made.",
    "JSON list as a stream: memory of 50 times as many events": YOUNG_HEAP,
  },
  "Sync Rows beside Import Events, gzip level 1": {
    "list: CPU beside Import Events": "Each row is built anew as an event, value by value.",
  },
  "Sync Rows from a table of DuckDB": {
    "objects: CPU beside rows, the reader's own excluded":
      "DuckDB's times, decimals and lists are converted value by value. Import Events takes 1.5 times as much for the same rows.",
  },
  "Export and copy, gzip on the wire": {
    "to file: speed beside mixpanel-import":
      "Decompressing takes 0.6 µs and proving the lines 0.4 µs of our 1.5 µs; mixpanel-import takes 2.4 µs in all.",
    "parsed and to file: speed beside mixpanel-import":
      "Decompressing and JSON.parse alone take 1.7 µs, which is 0.23 of mixpanel-import's CPU time.",
    "copy: speed beside the slower of export and import":
      "Export and import share one core here: a copy takes about as much CPU time as an export to a file and an import of objects together.",
    "copied: MB over base": "A copy has the memory of an export and of an import.",
  },
  Sandbox: {
    "GB for a million events stored":
      "Events are objects in memory, about 0.65 KB each, so that queries need not parse them.",
    "export of a million: seconds":
      "JSON.stringify and gzip alone take about 2.1 s; choosing, writing and sending lines the rest.",
  },
};
