/** An experiment as Mixpanel returns it. */
export const EXPERIMENT_ID = "5f0c1d2e-3b4a-4c5d-9e8f-7a6b5c4d3e2f";

export const EXPERIMENT = {
  id: EXPERIMENT_ID,
  name: "Checkout layout",
  status: "draft",
  description: null,
  hypothesis: null,
  variants: null,
  metrics: { primary: [{ id: "1" }] },
  settings: { excludeQA: true, srm: { enabled: true } },
  exposures_cache: { control: 5 },
  results_cache: {},
  start_date: null,
  end_date: null,
  feature_flag: null,
  tags: [],
  created: "2024-01-15T12:00:00.000Z",
  modified: "2024-01-15T12:00:00.000Z",
  deleted: null,
};

export const experimentReply = (change: object = {}) => ({
  body: { status: "ok", results: { ...EXPERIMENT, ...change } },
});
