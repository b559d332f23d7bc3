/** The control routes refuse what they do not know: a misspelled key must not be ignored. */
import type { FastifyRequest } from "fastify";
import { z } from "zod";
import { checkKeys, unknownKeys } from "../errors";

/** The schema of an object with these keys and no others; its error lists them. */
export function strictly<S extends z.core.$ZodLooseShape>(shape: S): z.ZodObject<S, z.core.$strict> {
  const known = Object.keys(shape);
  return z.strictObject(shape, {
    error: (issue) => (issue.code === "unrecognized_keys" ? unknownKeys(issue.keys, known) : undefined),
  });
}

/** Throws a 400 when a request that takes no body has one. */
export function checkNoBody({ body }: FastifyRequest): void {
  if (body !== undefined) checkKeys(typeof body === "object" && body !== null ? body : { body }, []);
}

/** The configuration of a control route: what `GET /_sandbox` says that it does. */
export function purpose(text: string): { config: { purpose: string } } {
  return { config: { purpose: text } };
}
