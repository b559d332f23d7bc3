import { InputError } from "../errors";
import { Opened } from "./opened";
import type { RecordSource } from "./source";

/**
 * The same records, which must not be none: for deletions, an empty list would be a mistake of a previous step.
 *
 * @throws InputError for an empty list; while reading, for another source without records
 */
export function filled(source: RecordSource, input: string, expected: string): RecordSource {
  const empty = () => new InputError({ input, got: "an empty list or file", expected });
  if (Array.isArray(source)) {
    if (source.length === 0) throw empty();
    return source;
  }
  const records = async function* () {
    let isEmpty = true;
    for await (const record of source) {
      isEmpty = false;
      yield record;
    }
    if (isEmpty) throw empty();
  };
  return new Opened(records());
}
