/**
 * JQL's own part of a script's world, as JavaScript that runs inside the script's engine: bundled into a file of its own,
 * which the worker reads and evaluates as the body of a function of `host`. Nothing here may use Node.
 */

import _ from "underscore";
import type { SourceKind, SourceRequest } from "../messages";
import { slice, toNumber } from "./accessors";
import { Collection } from "./collection";
import { unpacker } from "./elements";
import { type Host, QueryError } from "./host";
import { multipleKeys, numericBucket, timeBuckets } from "./keys";
import { reducers } from "./reducers";

/** A part of the result is handed over when it is about this long. */
const CHARACTERS_PER_PART = 100_000;

/** A collection that no transformation has changed. */
class Source extends Collection {
  constructor(
    read: () => Iterable<unknown>,
    readonly kind: SourceKind,
    readonly params: unknown,
  ) {
    super(read);
  }
}

/** Puts `Events`, `People`, `join`, `params`, `mixpanel` and Underscore into the script's world; gives the function that runs `main`. */
export function install(host: Host, params: string): (main: unknown) => void {
  let sources = 0;
  let passes = 0;

  const unpack = unpacker();
  const ask = (request: SourceRequest): string => host.ask(JSON.stringify(request));

  function open(kind: SourceKind, sourceParams: unknown): Source {
    sources += 1;
    const source = sources;
    ask({ call: "open", source, kind, params: sourceParams ?? {} });
    function* read(): Iterable<unknown> {
      passes += 1;
      const pass = passes;
      for (;;) {
        const elements = unpack(JSON.parse(ask({ call: "read", source, pass })));
        if (elements.length === 0) return;
        yield* elements;
      }
    }
    return new Source(read, kind, sourceParams);
  }

  function join(events: unknown, people: unknown, options: object = {}): Source {
    const isSource = (value: unknown, kind: SourceKind): value is Source =>
      value instanceof Source && value.kind === kind;
    if (!isSource(events, "events") || !isSource(people, "people")) {
      throw new QueryError(
        "join needs Events() and People(), without transformations: apply them to what join returns.",
      );
    }
    return open("join", { ...options, events: events.params, people: people.params ?? {} });
  }

  Object.assign(globalThis, {
    Events: (eventParams: unknown) => open("events", eventParams),
    People: (peopleParams: unknown) => open("people", peopleParams),
    join,
    _,
    params: JSON.parse(params),
    mixpanel: {
      reducer: reducers,
      ...timeBuckets,
      numeric_bucket: numericBucket,
      multiple_keys: multipleKeys,
      to_number: toNumber,
      slice,
    },
  });
  return (main) => run(main, host);
}

function run(main: unknown, host: Host): void {
  if (main === undefined) throw new QueryError("The script has no function main.");
  if (typeof main !== "function") throw new TypeError("main is not a function");
  const result: unknown = main();
  if (!(result instanceof Collection) && !Array.isArray(result)) {
    throw new QueryError("main() must return a collection or a list.");
  }
  let part: string[] = [];
  let length = 0;
  const emit = () => {
    if (part.length > 0) host.emit(part.join(","));
    part = [];
    length = 0;
  };
  for (const element of result) {
    const json = JSON.stringify(element) ?? "null";
    part.push(json);
    length += json.length;
    if (length >= CHARACTERS_PER_PART) emit();
  }
  emit();
}
