/** What the command line takes, told to people. */

/** A mistake on the command line: the command ends with exit code 2. */
export class UsageError extends Error {}

const ENVIRONMENT = `Connection, from the environment:
  MIXPANEL_USERNAME, MIXPANEL_SECRET  service account: reading, managing, Import Events
  MIXPANEL_PROJECT_ID                 the project to work on
  MIXPANEL_PROJECT_TOKEN              its token: profiles, groups, Track Events
  MIXPANEL_RESIDENCY                  US (default), EU or IN
  MIXPANEL_GDPR_TOKEN                 privacy requests
  MIXPANEL_WORKSPACE_ID               data view, for projects that have several
  MIXPANEL_ORGANIZATION_ID            the organization to work on
  MIXPANEL_API_HOST                   a proxy or sandbox to call in place of Mixpanel
Where none of them is set, a sandbox is started for the run, with sample data. Nothing then leaves this machine.`;

const GENERAL = `Runs the built Mixpanel connector from the command line, exactly as Prismatic would.

Usage: npm run runner -- <command> [options]

  list [words]          actions and data sources, those that hold the words
  describe <name>       what an action or data source does, takes and returns
  run <action>          runs an action; its result goes to stdout as JSON
  source <data source>  fetches the choices of a drop-down
  demo                  sends 10,000 real events through the connector and reads them back (npm start)

<command> --help tells more of each.

${ENVIRONMENT}

Exit codes: 0 done, 1 failed, 2 wrong usage.
Colours only on a terminal, and not with NO_COLOR.
`;

const RUNNING = `Inputs
  --input <file>        inputs as one JSON object by their keys; - reads it from stdin
  --set <key>=<value>   one input as a person types it into the form; may be repeated, and goes over --input
  Inputs that are not given have the form's defaults. "describe" lists them all.

Options
  --sandbox <url>       use a sandbox that runs already, with its own credentials
  --json                result on one line, failures as JSON
  --debug               every request on stderr, and stack traces

The result goes to stdout, all else to stderr.

${ENVIRONMENT}
`;

const HELP: Record<string, string> = {
  list: `Usage: npm run runner -- list [words] [--json]

Lists actions and data sources, grouped by what they are about. With words, only those whose key, label or description
holds all of them.

  npm run runner -- list
  npm run runner -- list saved funnel
`,
  describe: `Usage: npm run runner -- describe <action or data source> [--json]

Tells what it does, its inputs with their types, defaults, choices and examples, what it returns, and how to run it.

  npm run runner -- describe importEvents
`,
  run: `Usage: npm run runner -- run <action> [--input <file>|-] [--set <key>=<value>]… [options]

  npm run runner -- run testConnection
  npm run runner -- run downloadData --set from_date=2024-01-01 --set to_date=2024-01-31
  npm run runner -- run importEvents --input inputs.json
  echo '{"events": [{"event": "Signed Up", "properties": {"time": 1700000000, "distinct_id": "user-1"}}]}' |
    npm run --silent runner -- run importEvents --input - --json

${RUNNING}`,
  source: `Usage: npm run runner -- source <data source> [--input <file>|-] [--set <key>=<value>]… [options]

  npm run runner -- source funnels

${RUNNING}`,
  demo: `Usage: npm start [-- options]

Sends 10,000 reports of wildlife strikes on aircraft (FAA, 1990 to 2002) through the built connector as events, and the
airlines as profiles; reads all of it back, and says whether what came back equals what went in.

  --sandbox <url>       use a sandbox that runs already; otherwise one is started for the run
  --yes                 do not ask before writing to a real project
  --json                the report as JSON on stdout, the readable one on stderr
  --debug               every request on stderr, and stack traces

With MIXPANEL_USERNAME, MIXPANEL_SECRET and MIXPANEL_PROJECT_ID set, it writes to that project of Mixpanel, after asking.
MIXPANEL_PROJECT_TOKEN is needed for the profiles; without it they are left out.

Exit codes: 0 all came back as it went in, or is not visible yet in a real project; 1 it did not, or a step failed;
2 wrong usage.
`,
};

/** The help of a command; of all of them where none is named. */
export function helpOf(command?: string): string {
  return (command === undefined ? undefined : HELP[command]) ?? GENERAL;
}
