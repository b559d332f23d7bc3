/** The file that a finished retrieval leads to. */
import { strToU8, zipSync } from "fflate";
import type { Project } from "../../../types";
import { storedIds, type Task } from "./tasks";

function lines(values: Iterable<unknown>): Uint8Array {
  return strToU8([...values].map((value) => `${JSON.stringify(value)}\n`).join(""));
}

/**
 * A zip of what the project stores of a retrieval's ids at this moment: `events.json` and `people.json`, a JSON object a line, in
 * the shapes of the raw export and of profile queries. Mixpanel does not document the content of its own file.
 */
export function retrievalZip(project: Project, task: Task): Buffer {
  const ids = storedIds(project, task.distinctIds);
  const events = [...project.events.range()].filter(({ distinctId }) => ids.has(distinctId));
  const people = [...ids].flatMap((id) => project.profiles.get(id) ?? []);
  const files = {
    "events.json": lines(events.map(({ event, properties }) => ({ event, properties }))),
    "people.json": lines(
      people.map(({ distinctId, properties }) => ({ $distinct_id: distinctId, $properties: properties })),
    ),
  };
  return Buffer.from(zipSync(files));
}
