/** H4: what the compiler refuses in a form, an output and an example. This file is checked by `tsc --noEmit`, and never run. */

import { input } from "@prismatic-io/spectral";
import { conditionInputs } from "../../src/inputs/conditions";
import { group } from "../../src/inputs/group";
import { booleanInput } from "../../src/inputs/kinds";
import { pipelineName } from "../../src/inputs/pipelines";
import { project_id } from "../../src/inputs/project";
import { createGCSPipeline, getPipeline as endpoint, listPipelines } from "../../src/mixpanel/endpoints/pipelines";
import { listSavedFunnels } from "../../src/mixpanel/endpoints/queries";
import { defineOperation } from "../../src/platform/defineOperation";
import {
  anything,
  choice,
  integer,
  list,
  nullable,
  object,
  optional,
  type PropertiesOf,
  text,
} from "../../src/platform/shape";

const summary = booleanInput("Summary", { comments: "When true, counts." });
const words = { endpoint, label: "Get Pipeline", description: "Returns a pipeline", output: {}, example: {} };

defineOperation({ ...words, inputs: { name: pipelineName, summary }, check: ({ name }) => name.trim() });

// An input that stands in the form itself.
const clean = (value: unknown) => String(value);
defineOperation({
  ...words,
  inputs: { name: input({ label: "Name", type: "string", required: true, clean }) },
  check: ({ name }) => name.trim(),
});
// @ts-expect-error one whose key is misspelled
defineOperation({ ...words, inputs: { nmae: input({ label: "Name", type: "string", required: true, clean }) } });

defineOperation({ ...words, inputs: { name: pipelineName, more: group("More", "More.", { summary }) } });
// @ts-expect-error a key in a group that is misspelled
defineOperation({ ...words, inputs: { name: pipelineName, more: group("More", "More.", { sumary: summary }) } });

// A step may ask for a project of its own in other words.
defineOperation({ ...words, inputs: { project_id } });

// @ts-expect-error a key that is misspelled
defineOperation({ ...words, inputs: { nmae: pipelineName, summary } });

defineOperation({ ...words, inputs: { name: pipelineName }, steering: { fetchAll: summary } });

// @ts-expect-error a key that steers the action, and is not declared so
defineOperation({ ...words, inputs: { name: pipelineName, fetchAll: summary } });

// @ts-expect-error a check of an input that the form does not have
defineOperation({ ...words, inputs: { name: pipelineName }, check: ({ summary }) => summary });

defineOperation({
  ...words,
  inputs: { name: pipelineName, summary },
  leaveOut: ({ name }) => (name ? ["summary"] : []),
});
// @ts-expect-error a key to leave out that the form does not have
defineOperation({ ...words, inputs: { name: pipelineName }, leaveOut: () => ["summary"] });

const things = { endpoint: listPipelines, label: "List Things", description: "Lists things", inputs: {} };
const output = object({
  name: text(),
  size: optional(nullable(integer())),
  kind: choice(["a", "b"]),
  tags: list(text()),
});

defineOperation({ ...things, output, example: { name: "a", size: null, kind: "b", tags: [] } });
defineOperation({ ...things, output, example: { name: "a", kind: "b", tags: ["c"] } });
// @ts-expect-error a key of the example that is missing
defineOperation({ ...things, output, example: { kind: "b", tags: [] } });
// @ts-expect-error a key of the example that the output does not have
defineOperation({ ...things, output, example: { name: "a", kind: "b", tags: [], szie: 1 } });
// @ts-expect-error a value of another type
defineOperation({ ...things, output, example: { name: "a", size: "1", kind: "b", tags: [] } });
// @ts-expect-error a text that is none of the choices
defineOperation({ ...things, output, example: { name: "a", kind: "c", tags: [] } });
// @ts-expect-error an item of another type
defineOperation({ ...things, output, example: { name: "a", kind: "b", tags: [1] } });

const funnels = { endpoint: listSavedFunnels, label: "List Funnels", description: "Lists funnels", inputs: {} };
defineOperation({ ...funnels, output: list(anything()), example: [] });
// @ts-expect-error a list, by its row, that is described as an object
defineOperation({ ...funnels, output: object({ name: text() }), example: { name: "a" } });
const created = {
  endpoint: createGCSPipeline,
  label: "Create Pipeline",
  description: "Creates a pipeline",
  inputs: {},
};
// @ts-expect-error a key that the row proves, and the output lacks
defineOperation({ ...created, output: object({ names: list(text()) }), example: { names: [] } });

interface Counted {
  count: number;
  note?: string;
  until: string | null;
}
object({ count: integer(), note: optional(text()), until: nullable(text()) } satisfies PropertiesOf<Counted>);
// @ts-expect-error a key of the result that its output lacks
object({ count: integer(), note: optional(text()) } satisfies PropertiesOf<Counted>);
// @ts-expect-error a key that the result may lack
object({ count: integer(), note: text(), until: nullable(text()) } satisfies PropertiesOf<Counted>);
// @ts-expect-error a value of another type
object({ count: text(), note: optional(text()), until: nullable(text()) } satisfies PropertiesOf<Counted>);
object({
  count: integer(),
  note: optional(text()),
  until: nullable(text()),
  // @ts-expect-error a key that the result does not have
  left: integer(),
} satisfies PropertiesOf<Counted>);

// R7: conditions become `where`: they are no parameters of the row.
defineOperation({ ...words, inputs: { name: pipelineName }, steering: conditionInputs("event") });
// @ts-expect-error conditions that are not declared as steering
defineOperation({ ...words, inputs: { name: pipelineName, ...conditionInputs("event") } });
