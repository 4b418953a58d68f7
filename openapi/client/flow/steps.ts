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

/** `fetch`, counting the paths, and spoiling bearer tokens or connections when told to. */
export class Wire {
  readonly asked: string[] = [];
  spoilt = 0;

  readonly fetch = (request: Request): Promise<Response> => {
    this.asked.push(new URL(request.url).pathname);
    if (this.spoilt > 0 && request.headers.has("Authorization")) {
      this.spoilt -= 1;
      request.headers.set("Authorization", "Bearer over");
    }
    return fetch(request);
  };

  times(path: string): number {
    return this.asked.filter((one) => one === path).length;
  }
}
