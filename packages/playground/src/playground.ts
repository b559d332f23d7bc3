/** What the routes of the playground have in common. */
import type { Component } from "../../cli/src/bundle";
import type { Target } from "../../cli/src/connection";
import type { History } from "./history";
import type { Mask } from "./masks";

export interface Playground {
  component: Component;
  target: Target;
  /** Whether requests reach a project of the user, not a sandbox. */
  isProject: boolean;
  /** Replaces the secrets of the connection. */
  mask: Mask;
  history: History;
}

/** An error whose message is for people; the response has its status. */
export class RequestError extends Error {
  override readonly name = "RequestError";
  constructor(
    readonly statusCode: number,
    message: string,
    /** Whether the request would be accepted if the user agrees. */
    readonly confirm?: true,
  ) {
    super(message);
  }
}
