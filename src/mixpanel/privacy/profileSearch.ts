import type { MixpanelClient } from "../client";
import { findDistinctIds as row } from "../endpoints/privacy";
import type { ParametersOf } from "../http/parameters";
import { ID_ALONE, idsOf } from "../profiles/members";
import { profilePages } from "../profiles/pages";
import { isRecord, type JsonObject } from "../records/json";
import { type Criteria, DISTINCT_ID, type ProfileExpression } from "./criteria";
import type { IdsOfSubject } from "./found";

export interface ProfileSearchOptions {
  criteria: Criteria;
  /** Of each subject, by its position. */
  found: readonly IdsOfSubject[];
  /** Profiles to read of one query. */
  maxProfiles: number;
  project: { project_id?: string; workspace_id?: string };
}

/** Finds the profiles of subjects, and counts what that takes. */
export class ProfileSearch {
  readonly used = { queries: 0, profiles: 0 };
  /** Whether a query had more profiles than were read. */
  truncated = false;

  constructor(
    private readonly client: MixpanelClient,
    private readonly options: ProfileSearchOptions,
  ) {}

  /** @throws MixpanelError if a page fails: which subjects it would have matched is not known */
  private async *query(parameters: ParametersOf<typeof row>): AsyncGenerator<JsonObject> {
    const { project, maxProfiles } = this.options;
    this.used.queries++;
    for await (const page of profilePages(this.client, { ...project, ...parameters }, { maxProfiles, row })) {
      this.used.profiles += page.results.length;
      const isLast = page.rows >= maxProfiles;
      if (page.missing > 0 || (isLast && page.more)) this.truncated = true;
      yield* page.results;
    }
  }

  /** Finds profiles whose properties have a subject's values. @param data_group_id of group profiles */
  async byProperties({ where, names }: ProfileExpression, data_group_id?: string): Promise<void> {
    const { criteria, found } = this.options;
    const source = data_group_id === undefined ? "profile" : "group_profile";
    for await (const profile of this.query({ where, output_properties: names, data_group_id })) {
      const properties = new Map(isRecord(profile.$properties) ? Object.entries(profile.$properties) : []);
      for (const id of idsOf(profile))
        for (const field of names)
          for (const index of criteria.matching(field, properties.get(field)))
            found[index]?.add(id, { source, field, data_group_id });
    }
  }

  /**
   * Finds profiles by distinct IDs. Mixpanel may return a profile under another ID of the same person. Whose it is shows only if one ID was
   * asked for, so the IDs that were not answered under their own name are asked for again, in halves.
   */
  async byIds(ids: readonly string[]): Promise<void> {
    if (ids.length === 0) return;
    const [only] = ids.length === 1 ? ids : [];
    const open = new Set(ids);
    let [answered, others] = [0, 0];
    for await (const profile of this.query({ distinct_ids: ids, output_properties: ID_ALONE })) {
      for (const id of idsOf(profile)) {
        const asked = only ?? id;
        if (only === undefined && !open.delete(id)) others++;
        else {
          answered++;
          for (const index of this.options.criteria.matching(DISTINCT_ID, asked))
            this.options.found[index]?.add(id, { source: "profile", field: DISTINCT_ID });
        }
      }
    }
    if (only !== undefined) return;
    const left = [...open];
    if (others === 0) {
      if (answered > 0) await this.byIds(left);
      return;
    }
    const half = Math.ceil(left.length / 2);
    await this.byIds(left.slice(0, half));
    await this.byIds(left.slice(half));
  }
}
