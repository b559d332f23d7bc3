import type { MixpanelClient } from "../client";
import { requireProjectToken } from "../credentials";
import { InputError } from "../errors";
import { contentHash } from "../records/hash";
import type { Blockwise } from "../records/lines";
import { ProfileMirror } from "./mirrorProfiles";
import { readMirrorState } from "./mirrorState";
import { mirrorTable } from "./mirrorTable";
import type { MirrorOptions, MirrorResult } from "./mirrorTypes";
import type { RowInput, RowSource } from "./source";
import { openRows, readRows } from "./syncRows";

/** A hash of what a mirror belongs to: the project, and the kind of profiles or the lookup table. Its state is of use there only. */
export function mirrorOwner(client: MixpanelClient, { target, projectId }: MirrorOptions): string {
  const { credentials, apiHost, projectId: ownId } = client.options;
  const project =
    target.kind === "table" ? [projectId ?? ownId, target.tableId] : [requireProjectToken(credentials, "Mirror")];
  return contentHash([target.kind, apiHost ?? client.residency, ...project]);
}

/** A list is read as a stream, too: the positions of changed rows are not those of the list. */
const asStream = ({ rows, ...source }: RowSource): RowSource => ({
  ...source,
  rows: Array.isArray(rows) ? new OneBlock(rows) : rows,
});

class OneBlock implements Blockwise<unknown> {
  constructor(private readonly rows: readonly unknown[]) {}
  async *blocks(): AsyncGenerator<readonly unknown[]> {
    yield this.rows;
  }
  async *[Symbol.asyncIterator](): AsyncGenerator<unknown> {
    yield* this.rows;
  }
}

/**
 * Makes profiles or a lookup table in Mixpanel equal to a table: sends only rows that are new or have changed since the last run, and
 * removes those that are gone, as `removal` says. Everything is read, converted and compared before anything is sent.
 *
 * Of the last run it needs `state`, as its result returned it. A row that Mixpanel rejected, or that an outage held back, is sent by the
 * next run. Profiles equal the table in the properties that the mirror sends; others are not touched.
 *
 * @param value the rows, or a source of `rowSource`
 * @throws InputError before anything is sent: for keys that are repeated, empty or null, for a table that is empty or has lost more rows than
 * allowed, and for a state of another mirror; MixpanelError if nothing could be stored
 */
export function mirrorRows(
  client: MixpanelClient,
  value: RowInput | RowSource,
  given: MirrorOptions,
): Promise<MirrorResult> {
  return readRows(value, () => mirror(client, value, given));
}

async function mirror(
  client: MixpanelClient,
  value: RowInput | RowSource,
  given: MirrorOptions,
): Promise<MirrorResult> {
  assertMirrorable(given.target.kind);
  const isTable = given.target.kind === "table";
  const options = { ...given, whenNull: given.whenNull ?? (isTable ? undefined : "unset") } satisfies MirrorOptions;
  const of = mirrorOwner(client, options);
  const memory = readMirrorState(options.state, { of, isTable });
  const opened = await openRows(value, options);
  if (isTable) return mirrorTable(client, opened, options, { memory, of });
  const rows = await openRows(asStream(opened.source), options);
  return new ProfileMirror(client, rows, options, memory, of).run();
}

/** @throws InputError for events */
function assertMirrorable(kind: string): void {
  if (kind !== "events") return;
  throw new InputError({
    input: "Mode",
    got: "mirror for events",
    expected: "insert",
    fix: "Mixpanel can neither change nor remove single events. Mirror profiles or a lookup table, or send an event that compensates for the wrong one.",
  });
}
