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

  list [words]          lists actions, data sources and triggers that contain all the words
  describe <name>       shows the purpose, inputs and result of an action, data source or trigger
  run <action>          runs an action; its result goes to stdout as JSON
  source <data source>  fetches the choices of a drop-down
  trigger <trigger>     serves a webhook or polls as the platform does; prints what would start a flow
  demo                  sends 10,000 real events through the connector and reads them back (npm start)

<command> --help shows the help of one command.

${ENVIRONMENT}

Exit codes: 0 success, 1 failure, 2 wrong usage.
Colours are used only on a terminal; set NO_COLOR to turn them off.
`;

const INPUTS = `Inputs
  --input <file>        inputs as one JSON object by their keys; - reads it from stdin
  --set <key>=<value>   one input, as typed into the form; may be repeated, and overrides --input
  Inputs that are not given have the form's defaults. "describe" lists all inputs.`;

const RUNNING = `${INPUTS}

Options
  --sandbox <url>       use a running sandbox, with its own credentials
  --json                print the result on one line, and failures as JSON
  --debug               print every request and stack traces to stderr

The result goes to stdout, everything else to stderr.

${ENVIRONMENT}
`;

const HELP: Record<string, string> = {
  list: `Usage: npm run runner -- list [words] [--json]

Lists actions by family, data sources and triggers. With words, lists only those whose key, label or description
contains all of them.

  npm run runner -- list
  npm run runner -- list saved funnel
`,
  describe: `Usage: npm run runner -- describe <action, data source or trigger> [--json]

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
  trigger: `Usage: npm run runner -- trigger <trigger> --listen|--simulate|--drain [options]

Runs a trigger as the platform does. For each execution that would run the flow, one line of JSON goes to stdout: the
trigger's body.data. Everything else goes to stderr.

Webhook triggers, which Mixpanel calls
  --listen              serves the trigger on this machine until Ctrl-C; its deploy and delete hooks run before and after
    --port <number>     the port to listen on; otherwise a free one is chosen
    --url <url>         the public address of a tunnel to that port, at which Mixpanel calls the trigger
  --simulate            a sandbox calls the trigger: a cohort sync with changes, or a test alert and an alert
    --members <number>  members of the cohort, 25 without it
    --page-size <number>  members per call, 1000 without it
    --shuffle           sends the pages of the whole cohort in a random order
    --duplicate <pages>, --resend <pages>, --drop <pages>
                        sends these pages twice, late or never, such as 2,5

Polling triggers, which a flow's schedule runs
  --simulate            polls a sandbox several times, an hour of virtual time apart; data changes between the polls
    --polls <number>    polls after the first one, 3 without it
    --batch <number>    switches batching on, with so many items per execution
  --drain               polls once, from where the last poll ended
    --state <file>      keeps where the last poll ended; replaced only after success, so a poll that fails can be repeated
    --batch <number>    as above

  npm run runner -- trigger cohortSync --listen --port 8080
  npm run runner -- trigger cohortSync --simulate --members 2500
  npm run runner -- trigger newEvents --drain --state newEvents.json --batch 100

${INPUTS}

Options
  --sandbox <url>       use a running sandbox, with its own credentials
  --json                print failures as JSON
  --debug               print every request and stack traces to stderr

MIXPANEL_WEBHOOK_USERNAME and MIXPANEL_WEBHOOK_PASSWORD are the credentials with which Mixpanel calls a webhook trigger.
If they are not set, a random password is made for the run and printed to stderr.

${ENVIRONMENT}

Exit codes: 0 success, and for --listen also Ctrl-C; 1 failure, or a simulated call was not accepted; 2 wrong usage.
`,
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
