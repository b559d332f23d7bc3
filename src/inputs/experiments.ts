import { instantInput, jsonListInput, jsonObjectInput, textInput } from "./kinds";
import { workspace_id } from "./project";
import { regionAndDomain } from "./residency";

/** Inputs that several actions of experiments share. */

export const experiment_id = textInput.required("Experiment ID", {
  dataSource: "experiments",
  example: "5f0c1d2e-3b4a-4c5d-9e8f-7a6b5c4d3e2f",
  expected: "the ID of an experiment, as List Experiments returns it",
  comments: "The ID of the experiment, as List Experiments returns it.",
});

/** Where an experiment is, for actions that are more than one call. */
export const experimentPlace = { workspace_id, regionAndDomain };

export const experimentName = {
  example: "Checkout layout",
  comments: "The name of the experiment, up to 255 characters.",
};

export const description = textInput("Description", {
  example: "One page instead of three.",
  comments: "What the experiment is about, up to 400 characters.",
});

export const hypothesis = textInput("Hypothesis", {
  example: "A one-page checkout increases purchases.",
  comments: "What the experiment is expected to show.",
});

export const variants = jsonListInput("Variants", {
  example: '[{"key": "control", "name": "Three pages"}, {"key": "treatment", "name": "One page"}]',
  comments:
    "The variants of the experiment: a JSON list of objects. The list replaces all variants. They cannot change after the launch.",
});

export const metrics = jsonListInput("Metrics", {
  example: '[{"id": "12345", "name": "Purchases", "type": "primary"}]',
  comments:
    "What the experiment measures: a JSON list of objects, each with the type primary, guardrail or secondary. The list replaces all metrics.",
});

export const settings = (kept: string) =>
  jsonObjectInput("Settings", {
    example: '{"excludeQA": true}',
    comments: `Settings of the experiment, such as its statistical options: a JSON object, by the names that Get Experiment returns. ${kept}`,
  });

export const global_access_type = textInput("Global Access Type", {
  example: "on",
  comments:
    "Who can use the experiment beside its creator. Mixpanel does not document the values; leave it empty for Mixpanel's default.",
});

export const momentInput = (label: string, comments: string) =>
  instantInput(label, { example: "2024-01-31T12:00:00Z", comments });
