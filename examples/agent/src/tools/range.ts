import type { Property } from "../tool";

/** The inputs of a tool that is about a range of days. */
export const RANGE_PROPERTIES = (days: number): Record<"days" | "from_date" | "to_date", Property> => ({
  days: {
    type: "integer",
    description: `Optional. The last so many days up to and including today, from 1 to 366; ${days} if no days are given. Not used with from_date and to_date.`,
  },
  from_date: {
    type: "string",
    description: "Optional. First day as yyyy-mm-dd, in the project's time zone. Give to_date too.",
  },
  to_date: { type: "string", description: "Optional. Last day as yyyy-mm-dd, inclusive. Give from_date too." },
});
