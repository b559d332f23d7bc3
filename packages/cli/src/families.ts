/** Families of actions: the title of each, and the keys of its actions. The first that fits decides. */
const FAMILIES: readonly [title: string, keys: RegExp][] = [
  ["Account", /^testConnection$/],
  ["Raw", /^rawRequest$/],
  ["Annotations", /Annotation/],
  ["Cohorts", /Cohort/],
  ["Experiments", /Experiment/],
  ["Feature Flags", /Flag/],
  ["Identities", /Alias|Identit/],
  ["Lexicon", /Lexicon/],
  ["Pipelines", /Pipeline/],
  ["Privacy", /Deletion|Retrieval|DistinctIds|UserData|^erase|Erasure/],
  ["Service Accounts", /ServiceAccount/],
  // Before those of what they import.
  ["Warehouse Imports", /Import/],
  ["Lookup Tables", /LookupTable/],
  ["Rows", /Rows$/],
  ["Groups", /Group/],
  ["Profiles", /Profile|Transactions/],
  ["Segmentation", /Segmentation|Revenue/],
  ["Queries", /ActivityStream|Frequency|JQL|Retention|Saved/],
  ["Events", /Event|Purchase|downloadData|PropertyValues/],
];

const OTHERS = "More";

/** The family of an action, such as Profiles for createProfile. */
export function familyOf(key: string): string {
  return FAMILIES.find(([, keys]) => keys.test(key))?.[0] ?? OTHERS;
}
