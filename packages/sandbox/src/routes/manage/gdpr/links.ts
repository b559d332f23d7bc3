/** Signed links, by which the archive of a retrieval can be downloaded without credentials, as from cloud storage. */
import { createHmac } from "node:crypto";
import { Readable } from "node:stream";
import type { FastifyInstance, FastifyReply } from "fastify";
import { z } from "zod";
import type { RouteContext } from "../../../context";
import type { Project } from "../../../types";
import { operationsOf, read, readPath } from "../appApi";
import { archiveOf } from "./archive";
import { retrievals, slice, statusOf, type Task } from "./tasks";

const PATH = "/retrievals";
const CHUNK_BYTES = 64 * 1024;

const FilePath = z.object({ project_id: z.coerce.number(), file: z.string() });
const Signed = z.object({ expires: z.coerce.number().default(0), signature: z.string().default("") });

function signatureOf(project: Project, id: string, expiresMs: number): string {
  return createHmac("sha256", project.secret).update(`${id} ${expiresMs}`).digest("hex");
}

/** A new link to the archive of a task. Earlier links of the task keep working until they expire. */
export function linkTo(project: Project, task: Task, origin: string, nowMs: number): string {
  const { settings } = slice.of(project);
  const expiresMs = settings.deadLinks > 0 ? nowMs : nowMs + settings.linkLifetimeMs;
  if (settings.deadLinks > 0) settings.deadLinks -= 1;
  const query = new URLSearchParams({
    expires: String(expiresMs),
    signature: signatureOf(project, task.id, expiresMs),
  });
  const link = `${origin}${PATH}/${project.id}/${task.id}.zip?${query}`;
  return settings.quotedLink ? ` "${link}" ` : link;
}

/** Errors of cloud storage are XML. */
function refuse(reply: FastifyReply, status: number, code: string): FastifyReply {
  return reply
    .code(status)
    .type("application/xml; charset=utf-8")
    .send(`<?xml version='1.0' encoding='UTF-8'?><Error><Code>${code}</Code></Error>`);
}

function* chunksOf(bytes: Buffer): Generator<Buffer> {
  for (let start = 0; start < bytes.length; start += CHUNK_BYTES) yield bytes.subarray(start, start + CHUNK_BYTES);
}

/**
 * Registers the download. It takes no credentials, and rejects any, as cloud storage does with a signed link: a client that sends
 * its credentials there is noticed.
 */
export function registerDownload(app: FastifyInstance, { clock, projects }: RouteContext): void {
  const route = operationsOf({ family: "gdpr", credentials: "open", projectIn: "none" });
  app.get(`${PATH}/:project_id/:file`, route("download-retrieval"), async (request, reply) => {
    if (request.headers.authorization !== undefined) return refuse(reply, 400, "InvalidArgument");
    const { project_id, file } = readPath(FilePath, request.params);
    const { expires, signature } = read(Signed, request.query);
    const id = file.replace(/\.zip$/, "");
    const project = projects.get(project_id);
    if (!project || signature !== signatureOf(project, id, expires)) return refuse(reply, 403, "SignatureDoesNotMatch");
    const { settings } = slice.of(project);
    if (expires <= clock.now()) return refuse(reply, settings.deadLinkStatus, "ExpiredToken");
    const task = retrievals.find(project, id);
    if (!task || statusOf(task, clock.now()) !== "SUCCESS") return refuse(reply, 404, "NoSuchKey");
    const archive = archiveOf(project, task, settings);
    return reply.type("application/zip").send(settings.chunked ? Readable.from(chunksOf(archive)) : archive);
  });
}
