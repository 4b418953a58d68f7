import { checked, Refused } from "./problem.js";
import type { Schema } from "./paths.js";
import { serverEvents } from "./sse.js";

type Operation = Schema<"Operation">;
type Send = (request: Request) => Promise<Response>;

const FIRST_PAUSE = 500; // milliseconds before asking again; doubled each time in vain
const LONGEST_PAUSE = 30_000;

/** Asks again until the operation has ended, however often the connection breaks off. Yields each change. */
export async function* watched(send: Send, url: string, signal?: AbortSignal): AsyncGenerator<Operation> {
  let pause = FIRST_PAUSE;
  let lastId: string | null = null;
  for (;;) {
    try {
      const response = await send(eventsRequest(url, lastId, signal));
      for await (const event of serverEvents((await checked(response)).body ?? new ReadableStream())) {
        pause = event.retry ?? FIRST_PAUSE;
        // After a break the first event says how it stands now, which may have been told already.
        if (event.event === "ended" || event.id !== lastId) {
          lastId = event.id;
          yield JSON.parse(event.data) as Operation;
        }
        if (event.event === "ended") {
          return;
        }
      }
    } catch (error) {
      pause = pauseAfter(error, pause, signal);
    }
    await rest(pause, signal);
    pause = Math.min(pause * 2, LONGEST_PAUSE);
  }
}

function eventsRequest(url: string, lastId: string | null, signal: AbortSignal | undefined): Request {
  const headers = new Headers({ Accept: "text/event-stream" });
  if (lastId !== null) {
    headers.set("Last-Event-ID", lastId);
  }
  return new Request(url, { headers, signal: signal ?? null });
}

/** What will not get better is thrown on. */
function pauseAfter(error: unknown, pause: number, signal: AbortSignal | undefined): number {
  signal?.throwIfAborted();
  if (error instanceof Refused) {
    if (error.status < 500 && error.status !== 429) {
      throw error;
    }
    return error.retryAfter === undefined ? pause : error.retryAfter * 1000;
  }
  if (error instanceof TypeError) {
    return pause; // how fetch says that the connection failed
  }
  throw error;
}

function rest(milliseconds: number, signal: AbortSignal | undefined): Promise<void> {
  return new Promise((resolve, reject) => {
    const stop = () => {
      clearTimeout(timer);
      reject(signal?.reason);
    };
    const timer = setTimeout(() => {
      signal?.removeEventListener("abort", stop);
      resolve();
    }, milliseconds);
    signal?.addEventListener("abort", stop, { once: true });
  });
}
