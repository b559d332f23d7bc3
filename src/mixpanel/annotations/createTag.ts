import type { MixpanelClient } from "../client";
import { createAnnotationTag as endpoint, listAnnotationTags } from "../endpoints/annotations";
import type { ResponseOf } from "../http/response";
import { isRecord } from "../records/json";

export type CreatedTag = ResponseOf<typeof endpoint> & {
  /** False if there was a tag of this name, which is then returned. */
  created: boolean;
};

/**
 * Creates an annotation tag. Tags cannot be deleted, and Mixpanel accepts a second one of the same name, so the project's tags are read
 * first if `reuseExisting` is set.
 *
 * @throws MixpanelError
 * @see https://developer.mixpanel.com/reference/create-annotation-tag
 */
export async function createTag(
  client: MixpanelClient,
  { name, projectId, reuseExisting }: { name: string; projectId?: string; reuseExisting: boolean },
): Promise<CreatedTag> {
  if (reuseExisting) {
    const { status, results } = await client.call(listAnnotationTags, { project_id: projectId });
    const { id, ...twin } = results.filter(isRecord).find((tag) => tag.name === name) ?? {};
    if (id !== undefined && id !== null) return { status, results: { ...twin, id }, created: false };
  }
  return { ...(await client.call(endpoint, { name, project_id: projectId })), created: true };
}
