/** What the library may call outside the script's engine. Only texts and numbers cross. */
export interface Host {
  /** Sends a request as JSON to the sandbox, and gives what it replies; see `SourceRequest`. */
  ask(request: string): string;
  /** Hands over a part of the result: JSON values separated by commas. */
  emit(part: string): void;
}

/** A query that is rejected: its message is returned unchanged, not as an exception of the script. */
export class QueryError extends Error {
  override readonly name = "QueryError";
}
