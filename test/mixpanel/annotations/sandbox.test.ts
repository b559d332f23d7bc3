import { type Sandbox, startSandbox } from "mixpanel-sandbox";
import { runAction, runDataSource } from "../../support/harness";
import { runInSandbox, sandboxConnection } from "../../support/inSandbox";

let sandbox: Sandbox;
beforeAll(async () => {
  sandbox = await startSandbox({ port: 0, clock: "2024-01-15T12:00:00Z" });
});
afterAll(() => sandbox.close());

const step = (params: Record<string, unknown> = {}) => ({ connection: sandboxConnection(sandbox), params });
const run = (key: string, params?: Record<string, unknown>): Promise<unknown> => runInSandbox(sandbox, key, params);
const idOf = (data: unknown): unknown => Object(Object(data).results).id;

test("M1: an annotation is created with a tag, listed, changed and deleted", async () => {
  const tag = await run("createAnnotationTag", { name: "Release" });
  expect(tag).toMatchObject({ created: true, results: { name: "Release" } });
  const twin = await run("createAnnotationTag", { name: "Release" });
  expect(twin).toMatchObject({ created: false, results: { id: idOf(tag) } });
  expect(await run("listAnnotationTags")).toMatchObject({ results: [{ id: idOf(tag), name: "Release" }] });

  const created = await run("createAnnotation", { date: "2024-01-10", description: "Launch", tags: [idOf(tag)] });
  const annotationId = idOf(created);
  expect(await run("getAnnotation", { annotationId })).toMatchObject({
    results: { date: "2024-01-10 00:00:00", description: "Launch", tags: [{ name: "Release" }] },
  });
  expect(await run("listAnnotations", { fromDate: "2024-01-10", toDate: "2024-01-10" })).toMatchObject({
    results: [{ id: annotationId }],
  });
  expect(await run("listAnnotations", { fromDate: "2024-01-11" })).toMatchObject({ results: [] });

  await run("updateAnnotation", { annotationId, description: "Rollback" });
  expect(await run("getAnnotation", { annotationId })).toMatchObject({
    results: { description: "Rollback", tags: [{ name: "Release" }] },
  });
  expect(await run("updateAnnotation", { annotationId, removeTags: true })).toMatchObject({
    results: { description: "Rollback", tags: [] },
  });

  const choices = [await runDataSource("annotations", step()), await runDataSource("annotationTags", step())];
  expect(choices).toMatchObject([
    { value: { result: [{ key: String(annotationId), label: "2024-01-10 Rollback" }] } },
    { value: { result: [{ key: String(idOf(tag)), label: "Release" }] } },
  ]);

  expect(await run("deleteAnnotation", { annotationId })).toMatchObject({ results: { id: annotationId } });
  expect(await runAction("getAnnotation", step({ annotationId }))).toMatchObject({ error: { status: 404 } });
});
