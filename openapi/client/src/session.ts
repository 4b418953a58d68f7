import type { components } from "./schema.js";
import { checked, Refused } from "./problem.js";

type TokenAnswer = components["schemas"]["TokenAnswer"];
type Send = (request: Request) => Promise<Response>;

/** Where the refresh token is kept between page loads. `tabStore` is one. */
export interface TokenStore {
  load(): string | null;
  save(token: string | null): void;
}

/** Forgets it with the page. */
export function memoryStore(): TokenStore {
  let kept: string | null = null;
  return {
    load: () => kept,
    save: (token) => {
      kept = token;
    },
  };
}

/** Shared by the tabs of a browser, which take turns to refresh. A script in the page can read it. */
export function browserStore(name = "yanxiu.refresh"): TokenStore {
  return {
    load: () => localStorage.getItem(name),
    save: (token) => (token === null ? localStorage.removeItem(name) : localStorage.setItem(name, token)),
  };
}

const EARLY = 30_000; // milliseconds before its end that a token counts as over

/**
 * A sign-in. A refresh token works once, and shown twice it ends the sign-in: so one refresh at a time, here and
 * in the other tabs, and the new token is kept before anything else.
 */
export class Session {
  #access: { token: string; until: number } | null = null;
  #refreshing: Promise<string> | null = null;

  constructor(
    private readonly url: string,
    private readonly store: TokenStore,
    private readonly send: Send,
    private readonly ended: () => void,
  ) {}

  /** Whether there is, or may be, a sign-in to go on with; the service alone knows. */
  get isOpen(): boolean {
    return this.#access !== null || this.store.load() !== null;
  }

  async signIn(username: string, password: string): Promise<void> {
    this.#keep(await this.#ask({ grant_type: "password", username, password }));
  }

  async signOut(): Promise<void> {
    const token = this.store.load();
    this.#forget();
    if (token !== null) {
      await checked(await this.send(this.#form("/api/v1/auth/revoke", { token })));
    }
  }

  /** An access token that is good for a while, or null when nobody is signed in. */
  async token(): Promise<string | null> {
    if (this.#access !== null && Date.now() < this.#access.until) {
      return this.#access.token;
    }
    return this.store.load() === null ? null : this.refresh();
  }

  /** Another access token than `spent`; whoever asks meanwhile gets the same. */
  refresh(spent?: string): Promise<string> {
    if (this.#access !== null && spent !== undefined && this.#access.token !== spent) {
      return Promise.resolve(this.#access.token);
    }
    this.#refreshing ??= alone(() => this.#refreshed()).finally(() => {
      this.#refreshing = null;
    });
    return this.#refreshing;
  }

  async #refreshed(): Promise<string> {
    try {
      const answer = await this.#ask({ grant_type: "refresh_token", refresh_token: this.store.load() ?? "" });
      return this.#keep(answer);
    } catch (error) {
      if (error instanceof Refused && error.status < 500 && error.status !== 429) {
        this.#forget();
        this.ended();
      }
      throw error;
    }
  }

  async #ask(fields: Record<string, string>): Promise<TokenAnswer> {
    const answer = await checked(await this.send(this.#form("/api/v1/auth/token", fields)));
    return (await answer.json()) as TokenAnswer;
  }

  #form(path: string, fields: Record<string, string>): Request {
    return new Request(this.url + path, { method: "POST", body: new URLSearchParams(fields) });
  }

  #keep(answer: TokenAnswer): string {
    this.store.save(answer.refresh_token ?? null);
    this.#access = { token: answer.access_token, until: Date.now() + answer.expires_in * 1000 - EARLY };
    return answer.access_token;
  }

  #forget(): void {
    this.#access = null;
    this.store.save(null);
  }
}

/** While no other tab of this origin does it. Browsers have locks in secure contexts only, Node from 24 on. */
function alone<T>(work: () => Promise<T>): Promise<T> {
  const locks: LockManager | undefined = globalThis.navigator?.locks;
  return locks === undefined ? work() : locks.request("yanxiu.refresh", work) as Promise<T>;
}
