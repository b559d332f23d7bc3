/** What an action of a component returned, as far as an example reads it. */
import { z } from "zod";

const step = z.object({ data: z.unknown() });

/** @throws ZodError if the action returned something else */
export async function dataOf<Value>(schema: z.ZodType<Value>, result: Promise<unknown>): Promise<Value> {
  return schema.parse(step.parse(await result).data);
}
