import type { ArchiveKind } from "../mixpanel/privacy/archive";
import type { DownloadedRetrieval } from "../mixpanel/privacy/download";
import {
  anything,
  boolean,
  bytes,
  choice,
  integer,
  keyed,
  nullable,
  object,
  optional,
  type Properties,
  type PropertiesOf,
  text,
} from "./shape";

/** What Download Retrieval returns. */

const ARCHIVES: readonly ArchiveKind[] = ["zip", "encrypted_zip", "empty", "damaged_zip", "not_a_zip"];

const downloaded = {
  ready: boolean("Whether there is an archive. If false, message says why."),
  tracking_id: nullable(text()),
  task_status: nullable(text("Where the retrieval stands. Null if only the link was given.")),
  message: nullable(text("Why there is no archive, and what to do.")),
  archive: nullable(
    choice(
      ARCHIVES,
      "What the archive is. encrypted_zip: its files need a password; archives have been seen that open with the project's API secret. empty: it has no files.",
    ),
  ),
  sha256: nullable(text("SHA-256 of the archive, in hexadecimal digits.")),
  bytes: nullable(integer("Size of the archive.")),
  downloaded_at: nullable(text()),
  link_renewed: boolean("Whether the link had expired, and a new one was asked for."),
  file: nullable(
    object(
      { data: bytes("The bytes."), contentType: text() },
      "The archive. Pass it to any step that takes a file: results.file.",
    ),
  ),
} satisfies PropertiesOf<DownloadedRetrieval> & Properties;

/** A record that is passed on. */
export const evidenceOutput = optional(
  keyed(anything(), "The evidence of the request, if the step was given one, with what it found."),
);

export const downloadedOutput = object({ ...downloaded, evidence: evidenceOutput });
