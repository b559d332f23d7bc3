import { createHash } from "node:crypto";
import type { MixpanelClient } from "../client";
import { downloadRetrieval as endpoint } from "../endpoints/privacy";
import { InputError, MixpanelResponseError } from "../errors";
import { type ArchiveKind, archiveKind } from "./archive";
import { DeadLink, downloadLink } from "./downloadLink";
import { type Retrieval, retrievalOf } from "./tasks";

/** What to download: a task by its ID, or a link. A link that no longer works is replaced if there is an ID, too. */
export interface RetrievalSource {
  tracking_id?: string;
  link?: string;
  /** Project token, if it is not the connection's. */
  token?: string;
}

/** The file of a retrieval, or that it is not there yet: that is no error. */
export interface DownloadedRetrieval {
  ready: boolean;
  tracking_id: string | null;
  /** Null if only the link was given. */
  task_status: string | null;
  /** Why there is no file. */
  message: string | null;
  archive: ArchiveKind | null;
  sha256: string | null;
  bytes: number | null;
  downloaded_at: string | null;
  /** Whether a link was dead, and another one was asked for. */
  link_renewed: boolean;
  file: { data: Buffer; contentType: string } | null;
}

const NEVER: Readonly<Record<string, string>> = {
  FAILURE: "The retrieval failed, so it has no archive. Request the data again.",
  REVOKED: "The retrieval was cancelled, so it has no archive.",
  NOT_FOUND: "The project has no retrieval with this ID. Check the ID and the project token.",
  SUCCESS: "The retrieval succeeded, but Mixpanel returned no link to an archive. Run this step again later.",
};
const LATER = "The retrieval has not ended. Run this step again later.";

const withoutFile = (task: Retrieval, link_renewed: boolean): DownloadedRetrieval => ({
  ready: false,
  tracking_id: task.tracking_id,
  task_status: task.task_status,
  message: NEVER[task.task_status ?? ""] ?? LATER,
  archive: null,
  sha256: null,
  bytes: null,
  downloaded_at: null,
  link_renewed,
  file: null,
});

function deadLink({ status }: DeadLink, fix: string): MixpanelResponseError {
  return new MixpanelResponseError({
    operation: endpoint.operation,
    status,
    message: `${endpoint.operation}: the storage no longer accepts the link to the archive (${status}). ${fix}`,
  });
}

/**
 * Downloads the archive of a retrieval, whatever it is: a zip, an encrypted or empty one, or something else. If its link is dead, it asks for
 * another one, once.
 *
 * @throws MixpanelTooLargeError beyond `maxBytes`; MixpanelError if the archive cannot be read to its end
 */
export async function downloadRetrieval(
  client: MixpanelClient,
  { tracking_id, link, token }: RetrievalSource,
  { maxBytes }: { maxBytes: number },
): Promise<DownloadedRetrieval> {
  const ask = async (id: string) =>
    retrievalOf(await client.call(endpoint, { tracking_id: id, ...(token === undefined ? {} : { token }) }), id);
  const read = async (url: string, task_status: string | null, options: { input?: string; isRenewed: boolean }) => {
    const data = await downloadLink(client, url, { maxBytes, input: options.input });
    const archive = archiveKind(data);
    const isZip = archive !== "not_a_zip" && data.length > 0;
    return {
      ready: true,
      tracking_id: tracking_id ?? null,
      task_status,
      message: null,
      archive,
      sha256: createHash("sha256").update(data).digest("hex"),
      bytes: data.length,
      downloaded_at: new Date(client.transport.clock.now()).toISOString(),
      link_renewed: options.isRenewed,
      file: { data, contentType: isZip ? "application/zip" : "application/octet-stream" },
    };
  };

  let task: Retrieval | undefined;
  if (link === undefined) {
    if (tracking_id === undefined)
      throw new InputError({
        input: "Tracking ID",
        got: "nothing",
        expected: "the ID of a retrieval, or a Download Link",
      });
    task = await ask(tracking_id);
    if (task.download_url === null) return withoutFile(task, false);
  }
  const input = link === undefined ? undefined : "Download Link";
  try {
    return await read(link ?? task?.download_url ?? "", task?.task_status ?? null, { input, isRenewed: false });
  } catch (error) {
    if (!(error instanceof DeadLink)) throw error;
    if (tracking_id === undefined) throw deadLink(error, "Fill in Tracking ID: the step then asks for a new link.");
  }
  const renewed = await ask(tracking_id);
  if (renewed.download_url === null) return withoutFile(renewed, true);
  try {
    return await read(renewed.download_url, renewed.task_status, { isRenewed: true });
  } catch (error) {
    if (!(error instanceof DeadLink)) throw error;
    throw deadLink(
      error,
      "Mixpanel was asked for a new link, which is dead, too. Run it again later, or request the data again.",
    );
  }
}
