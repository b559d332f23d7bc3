/** The funnels, cohorts and reports of the sample project. */
import type { QueryDefinitions } from "./definitions";

/**
 * What a person would have saved in a web shop's project, as slices by name. It expects the events `Signed up`,
 * `Viewed product` (with `category`), `Added to cart` and `Purchased` (with `amount`), and profiles with `plan` and
 * `$last_seen`.
 */
export const sampleQueryDefinitions: QueryDefinitions = {
  funnels: {
    definitions: [
      {
        funnel_id: 7001,
        name: "From sign-up to purchase",
        steps: [
          { event: "Signed up" },
          { event: "Viewed product" },
          { event: "Added to cart" },
          { event: "Purchased" },
        ],
        length: 14,
        length_unit: "day",
      },
      {
        funnel_id: 7002,
        name: "Large purchases within an hour",
        steps: [{ event: "Added to cart" }, { event: "Purchased", where: 'properties["amount"] >= 100' }],
        length: 1,
        length_unit: "hour",
      },
    ],
  },
  cohorts: {
    definitions: [
      {
        id: 3001,
        name: "Paying users",
        description: "Users on any plan but the free one.",
        created: "2024-01-15 09:30:00",
        is_visible: 1,
        where: 'defined(properties["plan"]) and properties["plan"] != "free"',
      },
      {
        id: 3002,
        name: "Users on the free plan",
        description: "Users who have not chosen a paid plan.",
        created: "2024-02-01 14:05:10",
        is_visible: 0,
        where: 'properties["plan"] == "free"',
      },
    ],
  },
  bookmarks: {
    definitions: [
      {
        bookmark_id: 9001,
        name: "Activity by day",
        events: ["Signed up", "Viewed product", "Purchased"],
        unit: "day",
        units: 30,
        type: "general",
      },
      {
        bookmark_id: 9002,
        name: "Buyers by week and category of product",
        events: ["Viewed product"],
        unit: "week",
        units: 8,
        type: "unique",
        property: "category",
      },
      {
        bookmark_id: 9003,
        name: "Sign-up to purchase, 30 days",
        kind: "funnels",
        funnel_id: 7001,
        unit: "day",
        units: 30,
      },
      {
        bookmark_id: 9004,
        name: "Sign-up to purchase by plan and week",
        kind: "funnels",
        funnel_id: 7001,
        unit: "week",
        units: 4,
        property: "plan",
        trend: true,
      },
      {
        bookmark_id: 9005,
        name: "Return after sign-up",
        kind: "retention",
        born_event: "Signed up",
        event: "Viewed product",
        unit: "week",
        units: 4,
        interval_count: 4,
      },
    ],
  },
};
