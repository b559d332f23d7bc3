import { overBase, type Sizes, speed, type Topic } from "./topic";

/** Exports with gzip on the wire. */
export function exporting({ exportEvents }: Sizes): Topic {
  const names = [
    "to file, connector",
    "to file, mixpanel-import",
    "parsed, connector",
    "parsed and to file, connector",
    "parsed and to file, mixpanel-import",
    "parsed and to file, naive axios",
    "import alone, connector",
    "copied, connector",
  ];
  return {
    title: "Export and copy, gzip on the wire",
    stage: "exports",
    unit: "records",
    records: exportEvents,
    beside: "parsed and to file, mixpanel-import",
    inChart: true,
    entrants: names.map((name) => ({ label: name, contestant: `exports.${name}` })),
    goals: [
      ...["to file", "parsed and to file"].map((name) => ({
        text: `${name}: speed beside mixpanel-import`,
        atLeast: 3,
        value: speed(`${name}, connector`, `${name}, mixpanel-import`),
      })),
      {
        text: "copy: speed beside the slower of export and import",
        atLeast: 1.2,
        value: (row) =>
          Math.max(...["import alone", "parsed"].map((name) => speed("copied, connector", `${name}, connector`)(row))),
      },
      ...["to file", "parsed and to file", "copied"].map((name) => ({
        text: `${name}: MB over base`,
        atMost: 60,
        value: overBase(`${name}, connector`),
      })),
    ],
  };
}
