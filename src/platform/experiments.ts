import { anything, choice, integer, keyed, list, nullable, object, optional, text } from "./shape";

/** Results that several actions of experiments share. */

const anyShape = (description: string) => optional(anything(`${description} A list, an object or null.`));

export const experimentOutput = object({
  id: text("The Experiment ID."),
  name: text(),
  status: choice(["draft", "active", "concluded", "success", "fail"]),
  description: optional(nullable(text())),
  hypothesis: optional(nullable(text())),
  variants: anyShape("The variants."),
  metrics: anyShape("What the experiment measures."),
  settings: optional(nullable(keyed(anything()))),
  exposures_cache: optional(nullable(keyed(anything(), "Counts of exposures. It can be large."))),
  results_cache: optional(nullable(keyed(anything(), "Results. It can be large."))),
  start_date: optional(nullable(text())),
  end_date: optional(nullable(text())),
  feature_flag: optional(nullable(keyed(anything(), "The flag that assigns the variants."))),
  tags: optional(nullable(list(text()))),
  created: optional(nullable(text())),
  modified: optional(nullable(text())),
  deleted: optional(nullable(text("When the experiment was archived. Null if it is not."))),
  creator_id: optional(nullable(integer())),
  creator_name: optional(nullable(text())),
});

export const oneExperimentOutput = object({ status: text(), results: experimentOutput });

export const EXPERIMENT_EXAMPLE = {
  id: "5f0c1d2e-3b4a-4c5d-9e8f-7a6b5c4d3e2f",
  name: "Checkout layout",
  status: "draft" as const,
  description: null,
  hypothesis: "A one-page checkout increases purchases.",
  variants: [
    { key: "control", name: "Three pages" },
    { key: "treatment", name: "One page" },
  ],
  metrics: [],
  settings: {},
  start_date: null,
  end_date: null,
  feature_flag: null,
  tags: [],
  created: "2024-01-15T12:00:00.000Z",
  modified: "2024-01-15T12:00:00.000Z",
  deleted: null,
  creator_id: 12345,
  creator_name: "Jane Doe",
};

const START = "2024-01-16T12:00:00.000Z";
const END = "2024-01-30T12:00:00.000Z";

/** The response with an experiment at each point of its life. */
export const ONE_EXPERIMENT_EXAMPLES = {
  draft: { status: "ok", results: EXPERIMENT_EXAMPLE },
  active: { status: "ok", results: { ...EXPERIMENT_EXAMPLE, status: "active" as const, start_date: START } },
  concluded: {
    status: "ok",
    results: { ...EXPERIMENT_EXAMPLE, status: "concluded" as const, start_date: START, end_date: END },
  },
  success: {
    status: "ok",
    results: { ...EXPERIMENT_EXAMPLE, status: "success" as const, start_date: START, end_date: END },
  },
};
