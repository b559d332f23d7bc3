/** JQL: queries written as scripts. */
import { SandboxError } from "../../errors";
import type { Project } from "../../types";
import { keyFunctions } from "./accessors";
import { Collection } from "./collection";
import { javaScriptGlobals } from "./globals";
import { runScript } from "./interpreter";
import { reducers } from "./reducers";
import { Budget, MAX_STEPS } from "./runtime";
import { dataSources } from "./sources";
import { JqlError, Namespace, resetVisits, toJson, toScript, type Value } from "./values";

export interface JqlQuery {
  script: string;
  /** What the script finds as `params`: JSON. */
  params: unknown;
  /** What `new Date()` gives, in milliseconds since epoch. */
  nowMs: number;
  /** How much the script may do; 20 million steps where it is left out. */
  maxSteps?: number;
}

function resultOf(value: Value): unknown[] {
  if (value instanceof Collection) return [...value].map((element) => toJson(element) ?? null);
  if (Array.isArray(value)) return value.map((element) => toJson(element) ?? null);
  throw new JqlError("main() must return a collection or a list.");
}

/**
 * Runs a script over a project's events and profiles: the common part of JavaScript, `Events`, `People`, `join`, `params`
 * and `mixpanel.reducer`. Follows https://developer.mixpanel.com/reference/query-jql.
 *
 * @throws SandboxError 400 for a script that cannot be read or run, or does too much
 */
export function queryJql(project: Project, query: JqlQuery): unknown[] {
  resetVisits();
  const budget = new Budget(query.maxSteps ?? MAX_STEPS);
  const globals = new Map<string, Value>([
    ...javaScriptGlobals(budget, query.nowMs),
    ...dataSources(project, budget),
    ["params", toScript(query.params)],
    ["mixpanel", new Namespace(new Map([...keyFunctions, ["reducer", reducers]]))],
  ]);
  try {
    return resultOf(runScript(query.script, globals, budget));
  } catch (error) {
    if (error instanceof JqlError) throw new SandboxError(400, error.message);
    // Collections are read after main has returned, so the host's stack is met here too.
    if (error instanceof RangeError)
      throw new SandboxError(400, "RangeError: the script or a value of it is too large");
    throw error;
  }
}
