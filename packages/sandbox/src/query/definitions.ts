/** What a person saves in Mixpanel's web interface and the query API only reads: funnels, cohorts and reports. */
import { SandboxError } from "../errors";
import type { Project } from "../types";
import type { Unit } from "./units";

export interface FunnelStep {
  event: string;
  /** Expression that the step's events must meet, beside the query's own. */
  where?: string;
}

export interface FunnelDefinition {
  funnel_id: number;
  name: string;
  /** At least one, in order. */
  steps: FunnelStep[];
  /** How long a user has for the whole funnel, in units of `length_unit`. */
  length: number;
  length_unit: "second" | "minute" | "hour" | "day";
}

export interface CohortDefinition {
  id: number;
  name: string;
  description: string;
  /** `yyyy-mm-dd hh:mm:ss` */
  created: string;
  is_visible: 0 | 1;
  /** Expression over user profiles. Either this or `members`. */
  where?: string;
  /** Distinct IDs, with or without a profile. */
  members?: string[];
}

/** What every report has that is saved on a board. */
interface SavedReport {
  bookmark_id: number;
  name: string;
  /** The board; null where it is left out. */
  dashboard_id?: number;
  /** When the report was last changed, `yyyy-mm-ddThh:mm:ss`. */
  modified?: string;
  unit: Exclude<Unit, "second" | "minute">;
  /** How many units up to now the report covers, the current one included. */
  units: number;
  where?: string;
  /** Property of the events by which the report is broken down. */
  property?: string;
}

export interface InsightsDefinition extends SavedReport {
  kind?: "insights";
  events: string[];
  /** Counts of events, or of users who did them. */
  type: "general" | "unique";
}

export interface FunnelReportDefinition extends SavedReport {
  kind: "funnels";
  /** The saved funnel that it shows. */
  funnel_id: number;
  /** By unit of the range in place of one number for all of it. */
  trend?: boolean;
}

export interface RetentionReportDefinition extends SavedReport {
  kind: "retention";
  unit: "day" | "week" | "month";
  born_event: string;
  born_where?: string;
  /** The event that returning means; any event where it is left out. */
  event?: string;
  interval_count: number;
}

export type BookmarkDefinition = InsightsDefinition | FunnelReportDefinition | RetentionReportDefinition;

/** The slices of a project that hold definitions, by slice name. A type, not an interface, so that it is a JSON object. */
export type QueryDefinitions = {
  funnels: { definitions: FunnelDefinition[] };
  cohorts: { definitions: CohortDefinition[] };
  bookmarks: { definitions: BookmarkDefinition[] };
};

/** The definitions of one kind, as last saved. Whoever writes a slice writes definitions of the kind, so their type is known. */
export function definitionsOf<K extends keyof QueryDefinitions>(
  project: Project,
  kind: K,
): QueryDefinitions[K]["definitions"] {
  const slice = project.slices.get(kind);
  if (slice === undefined) return [];
  if (!Array.isArray(slice.definitions))
    throw new SandboxError(500, `The project's slice "${kind}" holds no definitions.`);
  return slice.definitions;
}

/** Puts definitions in place of the project's own, kind by kind; kinds that are left out stay as they are. */
export function saveDefinitions(project: Project, definitions: Partial<QueryDefinitions>): void {
  for (const [kind, slice] of Object.entries(definitions)) project.slices.set(kind, slice);
}
