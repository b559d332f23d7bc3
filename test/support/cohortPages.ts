import type { CohortAction } from "../../src/mixpanel/webhooks/cohortMessage";

/** What a page of a cohort sync says; all of it has a default. */
export interface Page {
  action?: string;
  cohortId?: unknown;
  session?: unknown;
  page?: unknown;
  totalPages?: unknown;
  ids?: readonly unknown[];
  /** Replaces parameters; undefined removes one. */
  parameters?: Record<string, unknown>;
}

/** The body of a call, as Mixpanel documents it. */
export function cohortBody({
  action = "members",
  cohortId = "77",
  session = "s1",
  page = 1,
  totalPages = 1,
  ids = [],
  parameters = {},
}: Page = {}) {
  return {
    action,
    parameters: {
      mixpanel_project_id: "1",
      mixpanel_cohort_id: cohortId,
      mixpanel_cohort_name: "Power users",
      mixpanel_cohort_description: "Daily",
      mixpanel_session_id: session,
      page_info: { total_pages: totalPages, page_count: page },
      members: ids.map((id) => ({ mixpanel_distinct_id: id, email: `${id}@example.com` })),
      ...parameters,
    },
  };
}

export const cohortText = (page?: Page) => JSON.stringify(cohortBody(page));

/** The pages of a delivery, with so many IDs each. */
export function pagesOf(
  delivery: { action: CohortAction; session: string; ids: readonly unknown[] },
  pageSize: number,
) {
  const { ids, ...rest } = delivery;
  const totalPages = Math.max(1, Math.ceil(ids.length / pageSize));
  return Array.from({ length: totalPages }, (_, index) => ({
    ...rest,
    page: index + 1,
    totalPages,
    ids: ids.slice(index * pageSize, (index + 1) * pageSize),
  }));
}
