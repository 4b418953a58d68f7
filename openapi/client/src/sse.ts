/** Server-sent events read from a response, since `EventSource` cannot send a bearer token. */

export interface ServerEvent {
  event: string;
  data: string;
  id: string | null;
  /** Milliseconds to wait before asking again, where the service said so. */
  retry: number | null;
}

export async function* serverEvents(body: ReadableStream<Uint8Array>): AsyncGenerator<ServerEvent> {
  let found = empty();
  for await (const line of lines(body)) {
    if (line === "") {
      if (found.data !== "") {
        yield { ...found, data: found.data.slice(0, -1) };
      }
      found = { ...empty(), id: found.id, retry: found.retry };
      continue;
    }
    const [, name, value] = /^([^:]*):? ?(.*)$/s.exec(line) ?? [];
    if (name === "data") {
      found.data += `${value}\n`;
    } else if (name === "event") {
      found.event = value ?? "";
    } else if (name === "id") {
      found.id = value ?? null;
    } else if (name === "retry" && /^\d+$/.test(value ?? "")) {
      found.retry = Number(value);
    }
  }
}

function empty(): ServerEvent {
  return { event: "message", data: "", id: null, retry: null };
}

async function* lines(body: ReadableStream<Uint8Array>): AsyncGenerator<string> {
  const reader = body.getReader();
  const decoder = new TextDecoder();
  let rest = "";
  try {
    for (;;) {
      const { done, value } = await reader.read();
      rest += decoder.decode(value, { stream: !done });
      // A CR at the end may be half of a CRLF.
      const whole = rest.split(/\r\n|\n|\r(?!$)/);
      rest = whole.pop() ?? "";
      yield* whole;
      if (done) {
        return;
      }
    }
  } finally {
    reader.cancel().catch(() => undefined);
  }
}
