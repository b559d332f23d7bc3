import type { MixpanelClient } from "../client";
import type { MapRow } from "../ingest/engine/options";
import { GROUP_PROFILES, USER_PROFILES } from "../ingest/profileKinds";
import { isRecord } from "../records/json";
import { endOf, type RowsEnding } from "./ending";
import { Fates } from "./fates";
import { completeUpdate, idsOf, MirrorPlan } from "./mirrorPlan";
import { assertMayRemove, removalOf } from "./mirrorRemovals";
import { type MirrorRun, mirrorResult } from "./mirrorResult";
import { encodeKeys, type Memory, mappingHash } from "./mirrorState";
import type { MirrorOptions, MirrorResult } from "./mirrorTypes";
import { Outcomes } from "./outcomes";
import type { Rows } from "./rows";
import { sendProfiles, tuningOf } from "./syncRows";

/** One run of a mirror of user or group profiles. */
export class ProfileMirror implements MirrorRun {
  readonly kind;
  readonly outcomes: Outcomes;
  readonly plan: MirrorPlan;
  readonly fates: Fates;
  readonly removals = new Fates();
  readonly isMappingNew: boolean;
  readonly sendsAll: boolean;
  readonly mapping: string;
  goneKeys: string[] = [];

  constructor(
    private readonly client: MixpanelClient,
    readonly rows: Rows,
    readonly options: MirrorOptions,
    readonly memory: Memory | undefined,
    readonly of: string,
  ) {
    this.kind = options.target.kind === "groups" ? GROUP_PROFILES : USER_PROFILES;
    this.outcomes = new Outcomes(rows);
    this.fates = new Fates(this.outcomes);
    this.mapping = mappingHash(options);
    this.isMappingNew = memory !== undefined && memory.mapping !== this.mapping;
    this.sendsAll = this.isMappingNew || options.resendAll === true;
    this.plan = new MirrorPlan(rows, this.outcomes, { kind: this.kind, memory, sendsAll: this.sendsAll });
  }

  async run(): Promise<MirrorResult> {
    const { client, plan, options } = this;
    const begun = client.transport.clock.now();
    await plan.read(() => client.transport.leftMs());
    this.goneKeys = plan.gone();
    const removes = this.removal !== "nothing" && !this.isMappingNew && !plan.hasUnreadable;
    const counts = { gone: this.goneKeys.length, before: this.memory?.rowHashes.size ?? 0, now: plan.received };
    if (removes) assertMayRemove(counts, options);
    const keysText = encodeKeys(new Set(plan.keys.keys()));
    if (options.validateOnly) return mirrorResult(this, { sent: await this.nothingSent(), removed: null, keysText });
    const sent = await this.sendChanged();
    const isWhole = sent.stopped_by === null;
    const removed = removes && isWhole && this.goneKeys.length > 0 ? await this.sendRemovals() : null;
    sent.result.duration_ms = client.transport.clock.now() - begun;
    return mirrorResult(this, { sent, removed, keysText });
  }

  get removal() {
    return this.options.removal ?? "nothing";
  }

  /** The properties that profiles lose where their row has no value: those of columns that are gone, too, but not if nothing is removed. */
  private emptied(): string[] {
    const { properties } = this.rows;
    const known = new Set(properties.known());
    const before = this.removal === "nothing" || this.isMappingNew ? [] : (this.memory?.properties ?? []);
    return [...properties.known("unset"), ...before.filter((name) => !known.has(name))];
  }

  private async sendChanged(): Promise<RowsEnding> {
    const { plan, outcomes, fates } = this;
    const emptied = this.emptied();
    outcomes.positionOf = (index) => plan.changedPositions[index] ?? index;
    const map: MapRow = (entry, index) => {
      const { row, update } = Object(entry);
      outcomes.begin(row, index);
      return completeUpdate(isRecord(update) ? update : {}, emptied);
    };
    const run = sendProfiles(this.client, this.rows, { ...this.tuning, watch: fates, map, records: plan.changed });
    const ending = await endOf(run, fates);
    fates.confirm(ending.result);
    return ending;
  }

  private async sendRemovals(): Promise<RowsEnding> {
    const { goneKeys, removals, kind, options, removal } = this;
    const properties = [...new Set([...(this.memory?.properties ?? []), ...this.rows.properties.known()])];
    const updates = function* () {
      for (const key of goneKeys)
        yield removalOf(idsOf(key, kind), { removal, properties, ignoreTime: options.ignoreTime });
    };
    const run = sendProfiles(this.client, this.rows, { ...this.tuning, watch: removals, records: updates() });
    const ending = await endOf(run, removals).catch((error) => {
      // What was stored before must not be forgotten.
      if (this.fates.count("stored") === 0 || removals.failed === undefined) throw error;
      const message = error instanceof Error ? error.message : String(error);
      return {
        result: removals.failed.result,
        stopped_by: "outage" as const,
        outage: { code: "removal_failed", message },
      };
    });
    removals.confirm(ending.result);
    return ending;
  }

  private get tuning() {
    return { ...tuningOf(this.options), resumeFrom: undefined };
  }

  private async nothingSent(): Promise<RowsEnding> {
    const records: never[] = [];
    const result = await sendProfiles(this.client, this.rows, { records, validateOnly: true });
    return { result, stopped_by: null, outage: null };
  }
}
