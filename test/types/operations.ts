/** H4: what the compiler refuses in a form. This file is checked by `tsc --noEmit`, and never run. */

import { input } from "@prismatic-io/spectral";
import { group } from "../../src/inputs/group";
import { booleanInput } from "../../src/inputs/kinds";
import { pipelineName } from "../../src/inputs/pipelines";
import { project_id } from "../../src/inputs/project";
import { getPipeline as endpoint } from "../../src/mixpanel/endpoints/pipelines";
import { defineOperation } from "../../src/platform/defineOperation";

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
