/**
 * A desk's day through the client, against a service with the sample school:
 *     node dist/flow/flow.js http://127.0.0.1:8000 yanxiu-2021 http://127.0.0.1:5173
 * (its address, the sample accounts' password, an origin of its settings).
 */
import assert from "node:assert/strict";

import { connect, memoryStore, newKey, ok, type Schema } from "../src/index.js";
import { refused, step, Wire } from "./steps.js";

const [, , baseUrl = "http://127.0.0.1:8000", password = "yanxiu-2021", origin = "http://127.0.0.1:5173"] = process.argv;
const TEACHERS = "/api/v1/schools/{school}/teachers";
const TEACHER = "/api/v1/schools/{school}/teachers/{teacher_id}";
const TOKEN = "/api/v1/auth/token";
const school = "shimen";

const wire = new Wire();
const store = memoryStore();
const office = connect({ baseUrl, store, fetch: wire.fetch });

await step("a wrong password is refused, with a sentence for the person", async () => {
  const refusal = await refused(office.session.signIn("office@shimen", "wrong"));
  assert.equal(refusal.status, 401);
  assert.match(refusal.message, /[一-鿿]/u);
});

await step("the office signs in and sees what it may do where", async () => {
  await office.session.signIn("office@shimen", password);
  const me = await ok(office.api.GET("/api/v1/me"));
  const place = me.schools.find((one) => one.code === school);
  assert(place !== undefined && place.roles.includes("research_office"));
  assert(place.allowed_actions.includes("people:write"));
});

await step("a token that is over is refreshed once, however many ask", async () => {
  const [first, before] = [store.load(), wire.times(TOKEN)];
  wire.spoilt = 5;
  const ask = () => ok(office.api.GET("/api/v1/me"));
  await Promise.all([ask(), ask(), ask(), ask(), ask()]);
  assert.equal(wire.times(TOKEN) - before, 1);
  assert.notEqual(store.load(), first);
});

const teachers: Schema<"Teacher">[] = [];
await step("a list is read to its end, page by page", async () => {
  const params = { path: { school }, query: { limit: 25 } };
  for await (const teacher of office.each(TEACHERS, params)) {
    teachers.push(teacher);
  }
  const pages = Math.ceil(teachers.length / 25);
  assert(pages > 1);
  assert.equal(wire.times("/api/v1/schools/shimen/teachers"), pages);
  assert.equal(new Set(teachers.map((one) => one.id)).size, teachers.length);
});

const teacher = teachers.find((one) => one.name === "章伟民");
assert(teacher !== undefined);
const path = { school, teacher_id: teacher.id };

await step("a change of a version that is past is refused (412), looked at again, and made", async () => {
  const seen = await office.read(TEACHER, { path });
  await office.patch(TEACHER, { path }, seen.etag, { position: "年级组长助理" });
  const refusal = await refused(office.patch(TEACHER, { path }, seen.etag, { position: "备课组长" }));
  assert.deepEqual([refusal.status, refusal.code], [412, "stale"]);

  const again = await office.read(TEACHER, { path });
  assert.equal(again.thing.position, "年级组长助理");
  const changed = await office.patch(TEACHER, { path }, again.etag, { position: "备课组长" });
  assert.equal(changed.version, again.thing.version + 1);
});

await step("an edit is thought over anew when somebody was faster", async () => {
  const looked: (string | null)[] = [];
  wire.before = async () => {
    const { etag } = await office.read(TEACHER, { path });
    await office.patch(TEACHER, { path }, etag, { position: "教研组长" });
  };
  const changed = await office.edit(TEACHER, { path }, (now) => {
    looked.push(now.position);
    return { position: `${now.position}（兼）` };
  });
  assert.deepEqual(looked, ["备课组长", "教研组长"]);
  assert.equal(changed.position, "教研组长（兼）");
});

await step("a change without its version is refused (428)", async () => {
  const answer = office.api.PATCH(TEACHER, { params: { path, header: {} as never }, body: { position: "x" } });
  assert.equal((await refused(ok(answer))).status, 428);
});

await step("what is wrong is told field by field (422)", async () => {
  const { etag } = await office.read(TEACHER, { path });
  const refusal = await refused(office.patch(TEACHER, { path }, etag, { email: "no mail", phone: "x" }));
  assert.equal(refusal.status, 422);
  assert.deepEqual([...refusal.fields.keys()].sort(), ["/email", "/phone"]);
  assert.equal(refusal.problem.errors.length, 2);
});

await step("what is not there is 404, what one may not do is 403", async () => {
  const nowhere = { ...path, teacher_id: "01978f4e-7c1a-7d52-9a3e-5b1f0c2d4e6f" };
  assert.equal((await refused(office.read(TEACHER, { path: nowhere }))).code, "not_found");

  const zhang = connect({ baseUrl, language: "en" });
  await zhang.session.signIn("zhangwei@shimen", password);
  const { thing, etag } = await zhang.read(TEACHER, { path });
  const refusal = await refused(zhang.patch(TEACHER, { path }, etag, { position: "校长" }));
  assert.equal(refusal.status, 403);
  assert.match(refusal.message, /^[ -~’]+$/u); // in English, as asked
  assert(!thing.allowed_actions.includes("update"));
  await zhang.session.signOut();
  assert.equal((await refused(ok(zhang.api.GET("/api/v1/me")))).status, 401);
});

let file: Schema<"StoredFile">;
await step("a file is brought once, though it is sent twice", async () => {
  const notes = new File(["教案：一元二次方程\n"], "教案.txt", { type: "text/plain" });
  const key = newKey();
  const files = "/api/v1/schools/{school}/files";
  file = await office.upload(files, { path: { school } }, { file: notes }, key);
  const again = await office.upload(files, { path: { school } }, { file: notes }, key);
  assert.equal(again.id, file.id);
  assert.equal(file.filename, "教案.txt");
});

await step("long work is watched to its end, though the connection breaks off, and its file fetched by a link", async () => {
  const { data, response } = await office.api.POST("/api/v1/schools/{school}/exports", {
    params: { path: { school }, header: { "Idempotency-Key": newKey() } },
    body: { dataset: "credit_standings", format: "csv", school_year: 2020 },
  });
  assert.equal(response.status, 202);
  const told: Schema<"Operation">[] = [];
  wire.broken.push("fails", "ends");
  for await (const operation of office.watch(response.headers.get("Location") ?? "")) {
    told.push(operation);
  }
  assert.deepEqual(wire.broken, []);
  const last = told.at(-1);
  assert.equal(last?.id, data?.id);
  assert.equal(last?.status, "succeeded");
  assert.deepEqual(told.map((one) => one.version), told.map((one) => one.version).sort((a, b) => a - b));
  assert.equal((await office.finished(response.headers.get("Location") ?? "")).status, "succeeded");

  const file_id = last?.result_url?.split("/").at(-1) ?? "";
  const link = await ok(office.api.POST("/api/v1/schools/{school}/files/{file_id}/link", {
    params: { path: { school, file_id } },
  }));
  const fetched = await fetch(new URL(link.url, baseUrl));
  assert.match(fetched.headers.get("Content-Disposition") ?? "", /^attachment; filename\*=UTF-8''/);
  assert((await fetched.text()).includes("章伟民"));
});

await step("every value of an enumeration has its name, in both languages", async () => {
  const zh = await office.labels();
  assert.equal(zh.of("TeacherStatus", "on_leave"), "长假");
  assert.equal(zh.of("TeacherStatus", "a_value_of_next_year"), "a_value_of_next_year");
  assert.deepEqual(zh.options("TeacherStatus").map((one) => one.value), ["active", "on_leave", "left"]);
});

await step("a page of an origin in the settings may read what it must", async () => {
  const answer = await fetch(new URL("/livez", baseUrl), { headers: { Origin: origin } });
  assert.equal(answer.headers.get("Access-Control-Allow-Origin"), origin);
  const exposed = answer.headers.get("Access-Control-Expose-Headers")?.split(", ") ?? [];
  for (const name of ["ETag", "Location", "Retry-After", "RateLimit", "X-Request-Id", "Content-Disposition"]) {
    assert(exposed.includes(name), name);
  }
});

await step("signed out, the refresh token is good for nothing", async () => {
  const token = store.load();
  await office.session.signOut();
  store.save(token);
  assert.equal((await refused(office.session.refresh())).status, 401);
  assert.equal(store.load(), null);
});
