/** The part of a project's state that one family keeps for itself. */
import type { z } from "zod";
import type { JsonObject, Project } from "../../types";

/**
 * A family's slice of a project: plain JSON under one name, checked against its schema the first time it is seen, which is
 * when it is created and when a snapshot brings it back.
 */
export class Slice<T extends JsonObject> {
  private readonly checked = new WeakMap<JsonObject, T>();

  /** `schema` must accept `{}` as the state of a project in which nothing was done yet. */
  constructor(
    private readonly name: string,
    private readonly schema: z.ZodType<T>,
  ) {}

  /** The project's state, to read and to change in place. Throws when a restored snapshot does not fit. */
  of(project: Project): T {
    const stored = project.slices.get(this.name);
    const known = stored && this.checked.get(stored);
    if (known) return known;
    const state = this.schema.parse(stored ?? {});
    project.slices.set(this.name, state);
    this.checked.set(state, state);
    return state;
  }
}
