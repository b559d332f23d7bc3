/** The command line's help texts. */

/** A mistake on the command line: the command ends with exit code 2. */
export class UsageError extends Error {}

const ENVIRONMENT = `Connection, from the environment:
  MIXPANEL_USERNAME, MIXPANEL_SECRET  service account, to read, manage and import
  MIXPANEL_PROJECT_ID                 the project's ID
  MIXPANEL_PROJECT_TOKEN              the project's token, to track events and change profiles
  MIXPANEL_RESIDENCY                  US (default), EU or IN
  MIXPANEL_GDPR_TOKEN                 token for privacy requests
  MIXPANEL_WORKSPACE_ID               the workspace, for projects that have several
  MIXPANEL_ORGANIZATION_ID            the organization's ID
  MIXPANEL_API_HOST                   a proxy or sandbox to call instead of Mixpanel
If none of them is set, a sandbox with sample data is started for the run, and nothing leaves this machine.`;

const GENERAL = `Runs the built Mixpanel connector from the command line, exactly as Prismatic would.

Usage: npm run runner -- <command> [options]

  list [words]          lists actions and data sources that contain all the words
  describe <name>       shows an action's or data source's purpose, inputs and result
  run <action>          runs an action; its result goes to stdout as JSON
  source <data source>  fetches the choices of a drop-down
  demo                  sends 10,000 real events through the connector and reads them back (npm start)

<command> --help shows the help of one command.

${ENVIRONMENT}

Exit codes: 0 success, 1 failure, 2 wrong usage.
Colours are used only on a terminal; set NO_COLOR to turn them off.
`;

const RUNNING = `Inputs
  --input <file>        inputs as one JSON object by their keys; - reads it from stdin
  --set <key>=<value>   one input, as typed into the form; may be repeated, and overrides --input
  Inputs that are not given have the form's defaults. "describe" lists all inputs.

Options
  --sandbox <url>       use a running sandbox, with its own credentials
  --json                print the result on one line, and failures as JSON
  --debug               print every request and stack traces to stderr

The result goes to stdout, everything else to stderr.

${ENVIRONMENT}
`;

const HELP: Record<string, string> = {
  list: `Usage: npm run runner -- list [words] [--json]

Lists actions and data sources, grouped by family. With words, lists only those whose key, label or description
contains all of them.

  npm run runner -- list
  npm run runner -- list saved funnel
`,
  describe: `Usage: npm run runner -- describe <action or data source> [--json]

Shows what it does, its inputs with their types, defaults, choices and examples, its result, and how to run it.

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

Sends 10,000 reports of wildlife strikes on aircraft (FAA, 1990 to 2002) as events and the airlines as profiles, with the
built connector. Then reads them back, and says whether the data read back equals the data sent.

  --sandbox <url>       use a running sandbox; otherwise one is started for the run
  --yes                 do not ask before writing to a real project
  --json                print the report as JSON to stdout, and as text to stderr
  --debug               print every request and stack traces to stderr

If MIXPANEL_USERNAME, MIXPANEL_SECRET and MIXPANEL_PROJECT_ID are set, it asks and then writes to that Mixpanel project.
Profiles need MIXPANEL_PROJECT_TOKEN; without it, only events are sent.

Exit codes: 0 the data read back equals the data sent, or a real project does not show all of it yet; 1 the data
differs, or a step failed; 2 wrong usage.
`,
};

/** The help of a command, or the general help if no command is named. */
export function helpOf(command?: string): string {
  return (command === undefined ? undefined : HELP[command]) ?? GENERAL;
}
