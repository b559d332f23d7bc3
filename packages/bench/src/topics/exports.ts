import { type Find, type Sizes, speed, type Topic } from "./topic";

/** The runs of the export benchmark. */
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
  const slower = (row: Find) => Math.min(row("import alone, connector").perSecond, row("parsed, connector").perSecond);
  return {
    title: "Export and copy, gzip on the wire",
    records: exportEvents,
    delayMs: 0,
    inChart: true,
    isExport: true,
    // The server has exports of one size.
    warmUp: false,
    entrants: names.map((name) => ({ label: name, contestant: `exports.${name}` })),
    goals: [
      ...["to file, connector", "parsed and to file, connector", "copied, connector"].map((name) => ({
        text: `${name}: MB over base`,
        atMost: 80,
        value: (row: Find) => row(name).overBaseMb,
      })),
      {
        text: "to file: speed beside mixpanel-import",
        atLeast: 2.2,
        value: speed("to file, connector", "to file, mixpanel-import"),
      },
      {
        text: "parsed and to file: speed beside mixpanel-import",
        atLeast: 2.2,
        value: speed("parsed and to file, connector", "parsed and to file, mixpanel-import"),
      },
      {
        text: "copy: speed beside the slower of export and import",
        atLeast: 0.8,
        value: (row: Find) => row("copied, connector").perSecond / slower(row),
      },
    ],
  };
}
