/**
 * The client in a real page of another origin: what a browser lets it send and read. The service's address and the
 * password come with the page's own; what was found is put into `window.told`.
 */
import { browserStore, connect, newKey, ok, Refused } from "../src/index.js";

declare global {
  interface Window {
    told?: Record<string, unknown>;
  }
}

const asked = new URLSearchParams(location.search);
const [baseUrl, password] = [asked.get("service") ?? "", asked.get("password") ?? ""];
const school = "shimen";
const RATE = ["Retry-After", "RateLimit", "RateLimit-Policy"] as const;

async function lookedAt(): Promise<Record<string, unknown>> {
  const office = connect({ baseUrl, store: browserStore() });
  await office.session.signIn("office@shimen", password);
  await office.session.refresh();

  const found = office.each("/api/v1/schools/{school}/teachers", { path: { school }, query: { q: "章伟民" } });
  const { value: teacher } = await found.next();
  const path = { school, teacher_id: teacher.id };
  const TEACHER = "/api/v1/schools/{school}/teachers/{teacher_id}";
  const { etag } = await office.read(TEACHER, { path });
  const header = { "If-Match": etag };
  const patched = await office.api.PATCH(TEACHER, { params: { path, header }, body: { position: "备课组长" } });

  const created = await office.api.POST("/api/v1/schools/{school}/exports", {
    params: { path: { school }, header: { "Idempotency-Key": newKey() } },
    body: { dataset: "credit_standings", format: "csv", school_year: 2020 },
  });
  const place = created.response.headers.get("Location") ?? "";
  const notes = new File(["教案\n"], "教案.txt");
  const file = await office.upload("/api/v1/schools/{school}/files", { path: { school } }, { file: notes });
  return {
    before: etag,
    after: patched.response.headers.get("ETag"),
    location: place,
    ended: (await office.finished(place)).status,
    file: file.filename,
    request_id: patched.response.headers.get("X-Request-Id"),
    cookies: document.cookie,
  };
}

/** Asks until the minute's allowance is used up. */
async function toldToWait(): Promise<Record<string, unknown>> {
  const impatient = connect({ baseUrl });
  await impatient.session.signIn("ayiguli@shimen", password);
  for (let asked = 0; asked < 2000; asked += 50) {
    const answers = await Promise.all(Array.from({ length: 50 }, () => impatient.api.GET("/api/v1/me")));
    const refused = answers.find((one) => one.response.status === 429);
    if (refused !== undefined) {
      return Object.fromEntries(RATE.map((name) => [name, refused.response.headers.get(name)]));
    }
  }
  return {};
}

async function everything(): Promise<Record<string, unknown>> {
  return { ...(await lookedAt()), ...(await toldToWait()) };
}

/** For a page that is not let in: not even the sign-in may be seen. */
async function refused(): Promise<Record<string, unknown>> {
  const stranger = connect({ baseUrl });
  const seen: string[] = [];
  for (const work of [stranger.session.signIn("office@shimen", password), ok(stranger.api.GET("/api/v1/me"))]) {
    seen.push(await work.then(() => "answered", (error: Error) => (error instanceof Refused ? "read" : error.name)));
  }
  return { seen };
}

const work = asked.has("stranger") ? refused() : everything();
window.told = await work.catch((error: unknown) => ({ error: String(error) }));
