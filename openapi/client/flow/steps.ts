/** Steps told one a line, and the requests they made. */
import assert from "node:assert/strict";

import { Refused } from "../src/index.js";

let told = 0;

export async function step(name: string, work: () => Promise<void>): Promise<void> {
  await work();
  told += 1;
  console.log(`ok ${told} - ${name}`);
}

/** The refusal of what must be refused. */
export async function refused(work: Promise<unknown>): Promise<Refused> {
  const caught = await work.then(() => undefined, (error: unknown) => error);
  assert(caught instanceof Refused, `not refused: ${String(caught)}`);
  return caught;
}

/** `fetch`, counting the paths, and getting in the way when told to. */
export class Wire {
  readonly asked: string[] = [];
  /** So many requests go with a token that is over. */
  spoilt = 0;
  /** Done once, before the next change is sent. */
  before: (() => Promise<unknown>) | undefined;
  /** What becomes of the next streams of events: the connection fails, or ends without a word. */
  readonly broken: ("fails" | "ends")[] = [];

  readonly fetch = async (request: Request): Promise<Response> => {
    const { pathname } = new URL(request.url);
    this.asked.push(pathname);
    if (this.spoilt > 0 && request.headers.has("Authorization")) {
      this.spoilt -= 1;
      request.headers.set("Authorization", "Bearer over");
    }
    if (request.method === "PATCH" && this.before !== undefined) {
      const first = this.before;
      this.before = undefined;
      await first();
    }
    const broken = pathname.endsWith("/events") ? this.broken.shift() : undefined;
    if (broken === "fails") {
      throw new TypeError("the connection failed, as a test wanted");
    }
    return broken === "ends" ? new Response("") : fetch(request);
  };

  times(path: string): number {
    return this.asked.filter((one) => one === path).length;
  }
}
