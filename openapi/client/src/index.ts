/** A client of Yanxiu in its own conventions: see docs/for-frontend.md. */
import createClient, { type Client } from "openapi-fetch";

import { Labels, type Language } from "./labels.js";
import { watched } from "./operations.js";
import type {
  EditParams, EditPath, Fields, Item, ListParams, ListPath, Patch, Schema, Thing, Uploaded, UploadParams, UploadPath,
} from "./paths.js";
import { ok, Refused } from "./problem.js";
import type { paths } from "./schema.js";
import { memoryStore, Session, type TokenStore } from "./session.js";

export type { components, operations, paths } from "./schema.js";
export type { Item, ListPath, Patch, Schema, Thing } from "./paths.js";
export type { Language } from "./labels.js";
export { Labels } from "./labels.js";
export { ok, Refused, type Problem } from "./problem.js";
export { browserStore, memoryStore, Session, type TokenStore } from "./session.js";
export { serverEvents, type ServerEvent } from "./sse.js";

export interface Options {
  /** Where the service answers, such as `https://yanxiu.school.cn`; empty when the page comes from there too. */
  baseUrl: string;
  /** Of problems and messages; Chinese unless said otherwise. */
  language?: Language;
  /** Where the refresh token is kept; with the page, unless said otherwise. */
  store?: TokenStore;
  /** Called when a sign-in is over and a person must sign in again. */
  onSignedOut?: () => void;
  /** `fetch`, or something in front of it. */
  fetch?: (request: Request) => Promise<Response>;
}

/** Calls of unnamed paths, for the functions below whose own types say more. */
type Loose = Record<"GET" | "POST" | "PATCH", (
  path: string, init: object,
) => Promise<{ data?: unknown; error?: unknown; response: Response }>>;

export class Yanxiu {
  /** Every operation of the contract, typed: `api.GET("/api/v1/me")`. Wrap in `ok` to have refusals thrown. */
  readonly api: Client<paths>;
  readonly session: Session;
  readonly #loose: Loose;
  readonly #base: string;
  readonly #language: Language;
  readonly #fetch: (request: Request) => Promise<Response>;
  #labels: Promise<Labels> | undefined;

  constructor({ baseUrl, language = "zh-CN", store = memoryStore(), onSignedOut, fetch }: Options) {
    this.#base = baseUrl.replace(/\/$/, "") || globalThis.location.origin;
    this.#language = language;
    this.#fetch = fetch ?? ((request) => globalThis.fetch(request));
    this.session = new Session(this.#base, store, (request) => this.#spoken(request), () => onSignedOut?.());
    this.api = createClient<paths>({ baseUrl: this.#base, fetch: (request) => this.send(request) });
    this.#loose = this.api as unknown as Loose;
  }

  /** A request as the one who is signed in; tried once more when the token turns out to be over. */
  async send(request: Request): Promise<Response> {
    const token = await this.session.token();
    if (token === null) {
      return this.#spoken(request);
    }
    const spare = request.clone(); // a body can be sent but once
    const answer = await this.#spoken(request, token);
    return answer.status === 401 ? this.#spoken(spare, await this.session.refresh(token)) : answer;
  }

  /** Every item of a list, from page to page; the next page is fetched when it is needed. */
  async *each<Path extends ListPath>(path: Path, params: ListParams<Path>): AsyncGenerator<Item<Path>> {
    let query: Record<string, unknown> = { ...(params as { query?: object }).query };
    for (;;) {
      const page = await ok(this.#loose.GET(path, { params: { ...params, query } }));
      const { items, next_cursor } = page as { items: Item<Path>[]; next_cursor: string | null };
      yield* items;
      if (next_cursor === null) {
        return;
      }
      query = { ...query, cursor: next_cursor };
    }
  }

  /** A thing, and the version that a change of it must name. */
  async read<Path extends EditPath>(
    path: Path, params: EditParams<Path>,
  ): Promise<{ thing: Thing<Path>; etag: string }> {
    const answer = await this.#loose.GET(path, { params });
    const thing = await ok<unknown>(Promise.resolve(answer));
    return { thing: thing as Thing<Path>, etag: answer.response.headers.get("ETag") ?? "" };
  }

  /**
   * Changes a thing as it stands: `change` says how, and is asked again, of the newer thing, when somebody else
   * was faster. Null changes nothing. After `tries` the refusal (412, `stale`) is thrown.
   */
  async edit<Path extends EditPath>(
    path: Path, params: EditParams<Path>, change: (thing: Thing<Path>) => Patch<Path> | null, tries = 3,
  ): Promise<Thing<Path>> {
    for (let left = tries; ; left -= 1) {
      const { thing, etag } = await this.read(path, params);
      const body = change(thing);
      if (body === null) {
        return thing;
      }
      try {
        return await this.patch(path, params, etag, body);
      } catch (error) {
        if (!(error instanceof Refused && error.status === 412) || left <= 1) {
          throw error;
        }
      }
    }
  }

  /** One change of the version somebody has looked at; thrown when another stands (412, `stale`). */
  async patch<Path extends EditPath>(
    path: Path, params: EditParams<Path>, etag: string, body: Patch<Path>,
  ): Promise<Thing<Path>> {
    const changed = this.#loose.PATCH(path, { params: { ...params, header: { "If-Match": etag } }, body });
    return (await ok(changed)) as Thing<Path>;
  }

  /** Sends a file, with the fields beside it. Give it a `File`: its name is kept. */
  async upload<Path extends UploadPath>(
    path: Path, params: UploadParams<Path>, fields: Fields<Path>, key = newKey(),
  ): Promise<Uploaded<Path>> {
    const sent = this.#loose.POST(path, {
      params: { ...params, header: { "Idempotency-Key": key } }, body: fields, bodySerializer: toForm,
    });
    return (await ok(sent)) as Uploaded<Path>;
  }

  /** Each change of long work, until it has ended. `location`: of the answer 202, or the path of an operation. */
  watch(location: string, signal?: AbortSignal): AsyncGenerator<Schema<"Operation">> {
    return watched((request) => this.send(request), `${this.#absolute(location)}/events`, signal);
  }

  /** Long work once it has ended, well or not: look at its `status`. */
  async finished(location: string, signal?: AbortSignal): Promise<Schema<"Operation">> {
    let last: Schema<"Operation"> | undefined;
    for await (last of this.watch(location, signal));
    if (last === undefined) {
      throw new Error("an operation ended without a word");
    }
    return last;
  }

  /** What the values of enumerations are called; fetched once. */
  labels(): Promise<Labels> {
    this.#labels ??= ok(this.api.GET("/api/v1/meta/enums")).then((told) => new Labels(told, this.#language));
    this.#labels.catch(() => {
      this.#labels = undefined;
    });
    return this.#labels;
  }

  #absolute(location: string): string {
    return new URL(location, this.#base).href;
  }

  #spoken(request: Request, token?: string): Promise<Response> {
    request.headers.set("Accept-Language", this.#language);
    if (token !== undefined) {
      request.headers.set("Authorization", `Bearer ${token}`);
    }
    return this.#fetch(request);
  }
}

export function connect(options: Options): Yanxiu {
  return new Yanxiu(options);
}

/** For a header `If-Match`: the version of a thing that came in a list. */
export function versionOf(thing: { version: number }): string {
  return `"${thing.version}"`;
}

/** An `Idempotency-Key`: one for each thing a person wants done, and the same when it is tried again. */
export function newKey(): string {
  // Not randomUUID: a page served over plain HTTP in a school's network has none.
  return Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, "0")).join("");
}

function toForm(fields: object): FormData {
  const form = new FormData();
  for (const [name, value] of Object.entries(fields)) {
    if (value !== undefined && value !== null) {
      form.append(name, value instanceof Blob ? value : String(value));
    }
  }
  return form;
}
