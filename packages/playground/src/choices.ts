/** Asks data sources for the choices that an input offers. */
import type { FastifyInstance } from "fastify";
import { z } from "zod";
import { execute, formFields } from "../../cli/src/execute";
import { found } from "./forms";
import { valuesOf } from "./inputs";
import { type Playground, RequestError } from "./playground";
import type { Choices } from "./protocol";

const choicesRequest = z.strictObject({ dataSource: z.string(), inputs: z.record(z.string(), z.unknown()) });

/** Kinds of results that data sources have: a text, a key with a label, an object with either, and a key with a value. */
const element = z.union([
  z.string().transform((value) => ({ label: value, value })),
  z
    .object({ key: z.string(), label: z.string().optional() })
    .transform(({ key, label = key }) => ({ label, value: key })),
  z
    .object({ object: z.object({ key: z.string(), label: z.string().optional() }) })
    .transform(({ object: { key, label = key } }) => ({ label, value: key })),
]);

export function registerChoices(app: FastifyInstance, playground: Playground): void {
  const { component, target } = playground;
  app.post("/api/choices", async (request): Promise<Choices> => {
    const checked = choicesRequest.safeParse(request.body);
    if (!checked.success)
      throw new RequestError(400, `The request is not one for choices:\n${z.prettifyError(checked.error)}`);
    const source = found("data source", checked.data.dataSource, component.dataSources);
    // A form has more inputs than the list depends on.
    const keys = formFields(source).map(({ key }) => key);
    const given = Object.entries(valuesOf(checked.data.inputs)).filter(([key]) => keys.includes(key));
    const log = () => {};
    const { connection } = target;
    const result = await execute(source, Object.fromEntries(given), { connection, log, debug: false }).catch(
      (error) => {
        throw new RequestError(502, error instanceof Error ? error.message : String(error));
      },
    );
    return { choices: z.array(element).parse(result) };
  });
}
