/** What a person can do, in the order in which the README, `list` and the reference show it: the title, and the keys of its actions. */
const FAMILIES: readonly (readonly [title: string, keys: RegExp])[] = [
  ["Send events", /^(importEvents|trackEvents|trackPurchase|copyEvents)$/],
  ["Send rows of a warehouse or a file", /Rows$/],
  ["Link users", /Alias|Identit/],
  ["Manage one user profile", /ProfilePropert|ProfileLists|SingleProfile/],
  ["Manage many user profiles", /^(create|update|delete)(Multiple)?Profiles?$/],
  ["Manage profiles of groups, such as companies", /Group(?!sImport)/],
  ["Read users", /^queryProfiles$|Transactions|Cohort/],
  ["Read saved reports", /Saved/],
  ["Calculate reports", /Retention|Frequency|Revenue|Segmentation|JQL/],
  ["Read events", /^downloadData$|NewEvents|EventCounts|TopEvents|EventNames|EventPropert|PropertyValues|Activity/],
  ["Add attributes to property values", /LookupTable(?!Import)/],
  ["Annotate charts", /Annotation/],
  ["Describe data in Lexicon", /Lexicon/],
  ["Import from a data warehouse", /Import$|WarehouseImport/],
  ["Run feature flags and experiments", /Flag|Experiment/],
  ["Manage access", /ServiceAccount/],
  ["Answer privacy requests", /Deletion|Retrieval|DistinctIds|UserData|Erasure|^erase/],
  ["Export to cloud storage and warehouses", /Pipeline/],
  ["Call any other part of the API", /^rawRequest$/],
  ["Check the connection", /^testConnection$/],
];

/** The families that have actions, in their order, each with its actions. */
export function byFamily<T extends { key: string }>(actions: readonly T[]): { title: string; actions: T[] }[] {
  const families = FAMILIES.map(([title, keys]) => ({ title, actions: actions.filter(({ key }) => keys.test(key)) }));
  return families.filter(({ actions: own }) => own.length > 0);
}
