import { integerInput } from "./kinds";

/** What limits the pages that are kept until their set is complete. */
export const keptPages = (words: { larger: string; only: string }) => ({
  maxMembersHeld: integerInput("Max Members Held", {
    min: 1,
    max: 1_000_000,
    whenEmpty: 100_000,
    example: "100000",
    comments: `Maximum number of members in sets that are not complete yet (1 to 1,000,000). Also limited to 32 MiB of flow state. ${words.larger}${words.only}`,
  }),
  keepMinutes: integerInput("Keep Unfinished Sets (minutes)", {
    min: 5,
    max: 1440,
    whenEmpty: 60,
    example: "60",
    comments: `Number of minutes to wait for missing pages (5 to 1,440). After that, the next call reports the set as incomplete.${words.only}`,
  }),
});
