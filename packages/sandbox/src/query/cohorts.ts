/** Cohorts: saved groups of users, counted when asked. */
import { SandboxError } from "../errors";
import type { Profile, Project } from "../types";
import { type CohortDefinition, definitionsOf } from "./definitions";
import { profileFilter } from "./subjects";

/** One cohort as the list answers it. */
export interface CohortSummary {
  count: number;
  is_visible: 0 | 1;
  description: string;
  created: string;
  project_id: number;
  id: number;
  name: string;
  /** Null for a cohort of users; the sandbox has none of groups. */
  data_group_id: null;
}

/** A user with neither name nor property: what an ID without a profile looks like in answers. */
const withoutProfile = (distinctId: string): Profile => ({ distinctId, properties: {} });

/**
 * The users of a cohort: those listed in it, or those whose profile meets its expression.
 * Listed IDs without a profile are there with no properties.
 */
export function* cohortMembers(project: Project, cohort: CohortDefinition): Iterable<Profile> {
  if (cohort.members !== undefined) {
    for (const id of new Set(cohort.members)) yield project.profiles.get(id) ?? withoutProfile(id);
    return;
  }
  const belongs = profileFilter(project, cohort.where);
  for (const profile of project.profiles.values()) if (belongs(profile)) yield profile;
}

/** The cohort of an ID. Throws a 400 when the project has none. */
export function cohortOf(project: Project, id: number): CohortDefinition {
  const cohort = definitionsOf(project, "cohorts").find((definition) => definition.id === id);
  if (!cohort) throw new SandboxError(400, `Cohort ${id} does not exist in this project.`);
  return cohort;
}

/** All cohorts with their present size. Follows https://developer.mixpanel.com/reference/cohorts-list. */
export function listCohorts(project: Project): CohortSummary[] {
  return definitionsOf(project, "cohorts").map((cohort) => ({
    count: [...cohortMembers(project, cohort)].length,
    is_visible: cohort.is_visible,
    description: cohort.description,
    created: cohort.created,
    project_id: project.id,
    id: cohort.id,
    name: cohort.name,
    data_group_id: null,
  }));
}
