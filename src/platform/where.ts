import { Condition } from "../inputs/conditions";
import { allOf, anyOf } from "../mixpanel/expressions";

/**
 * What a step was given, with its conditions as part of `where`. Both must hold where the form has both filled in.
 *
 * @param nowMs the moment from which conditions on the last days count
 */
export function withConditions<Params extends object>(params: Params, nowMs: number): Params {
  const values = new Map<string, unknown>(Object.entries(params));
  const [conditions, match, where] = ["conditions", "match", "where"].map((key) => values.get(key));
  const given: unknown[] = Array.isArray(conditions) ? conditions : [];
  const nowSeconds = Math.floor(nowMs / 1000);
  const expressions = given.flatMap((one) => (one instanceof Condition ? [one.expression(nowSeconds)] : []));
  if (expressions.length === 0) return params;
  const matched = match === "any" ? anyOf(expressions) : allOf(expressions);
  return { ...params, where: typeof where === "string" ? allOf([where, matched]) : matched };
}
