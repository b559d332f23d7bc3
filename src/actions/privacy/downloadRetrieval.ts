import { integerInput, textInput } from "../../inputs/kinds";
import { evidence, optionalTrackingId, token } from "../../inputs/privacy";
import { regionAndDomain } from "../../inputs/residency";
import { downloadRetrieval as endpoint } from "../../mixpanel/endpoints/privacy";
import { InputError } from "../../mixpanel/errors";
import { downloadRetrieval as download } from "../../mixpanel/privacy/download";
import { readEvidence, withArchive } from "../../mixpanel/privacy/evidence";
import { defineAction } from "../../platform/defineAction";
import { downloadedOutput } from "../../platform/privacyDownload";

const MEGABYTE_BYTES = 1_000_000;
const DEFAULT_FILE_MEGABYTES = 100;
/** The platform stores no larger results: https://prismatic.io/docs/troubleshooting/ */
const MAX_FILE_MEGABYTES = 120;

export const downloadRetrieval = defineAction({
  endpoint,
  label: "Download Retrieval",
  description:
    "Downloads the archive of a data retrieval, with its size and SHA-256. If the retrieval has not ended, the result says so. A link that has expired is replaced",
  inputs: {
    tracking_id: optionalTrackingId(
      "The ID of the retrieval, as Create Data Retrieval returned it (tracking_id). The step asks Mixpanel for the link to its archive. Pass it as text, because JSON numbers of its length lose digits. Required unless Download Link is filled in.",
    ),
    downloadLink: textInput("Download Link", {
      example: "https://storage.example.com/retrievals/9871287366712",
      comments:
        "The download_url of Get Data Retrieval. Only https links are accepted, and no credentials are sent there. If the link has expired, the step asks for a new one, once, if Tracking ID is filled in, too. Leave it empty to ask for the link.",
    }),
    maxFileMegabytes: integerInput("Max File Size", {
      min: 1,
      max: MAX_FILE_MEGABYTES,
      whenEmpty: DEFAULT_FILE_MEGABYTES,
      placeholder: String(DEFAULT_FILE_MEGABYTES),
      example: String(DEFAULT_FILE_MEGABYTES),
      comments: `Maximum size of the archive in megabytes, from 1 to ${MAX_FILE_MEGABYTES}. If it is larger, the step fails. The step needs twice its size in memory. Leave it empty for ${DEFAULT_FILE_MEGABYTES}.`,
    }),
    evidence,
    token,
    regionAndDomain,
  },
  output: downloadedOutput,
  example: {
    ready: true,
    tracking_id: "1234567890123456789",
    task_status: "SUCCESS",
    message: null,
    archive: "zip",
    sha256: "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
    bytes: 48213,
    downloaded_at: "2024-01-16T12:00:00.000Z",
    link_renewed: false,
    // An example is JSON, which has no bytes.
    file: null,
  },
  run: async ({ client, params, logger }) => {
    const { tracking_id, downloadLink: link, token, maxFileMegabytes, evidence: given } = params;
    const record = given === undefined ? undefined : readEvidence("Evidence", given);
    if (record !== undefined && tracking_id === undefined)
      throw new InputError({
        input: "Tracking ID",
        got: "nothing",
        expected: "the retrieval that the Evidence is about",
      });
    const maxBytes = maxFileMegabytes * MEGABYTE_BYTES;
    const downloaded = await download(client, { tracking_id, link, token }, { maxBytes });
    const { sha256, bytes, downloaded_at, archive } = downloaded;
    if (sha256 === null || bytes === null || downloaded_at === null)
      return { ...downloaded, ...(record && { evidence: record }) };
    logger.info(`Download Retrieval: ${bytes} bytes, ${archive}, SHA-256 ${sha256}`);
    if (record === undefined) return downloaded;
    const encrypted = archive === "encrypted_zip";
    const entry = { tracking_id: tracking_id ?? "", sha256, bytes, encrypted, downloaded_at };
    return { ...downloaded, evidence: withArchive(record, entry, client.transport.clock.now()) };
  },
});
