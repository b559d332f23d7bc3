/** Form bodies, as the Data Pipelines API takes them: a name that comes twice is a list. */
import { z } from "zod";

/** A parsed form: each name with its value, or its values in the order sent. */
export const Form = z.record(z.string(), z.union([z.string(), z.array(z.string())]));
export type Form = z.infer<typeof Form>;

/** The values sent under a name; a field left empty was not sent. */
export function allOf(form: Form, name: string): string[] {
  const values = form[name] ?? [];
  return (Array.isArray(values) ? values : [values]).filter((value) => value !== "");
}

/** The first value sent under a name. */
export function oneOf(form: Form, name: string): string | undefined {
  return allOf(form, name)[0];
}
