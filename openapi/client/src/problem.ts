import type { components } from "./schema.js";

/** What the service says of a request it did not do (RFC 9457). `code` is for programs, `detail` for the person. */
export type Problem = components["schemas"]["Problem"];

/** An answer that is no success, as an error to be caught. */
export class Refused extends Error {
  override readonly name = "Refused";

  constructor(
    readonly status: number,
    readonly problem: Problem,
    /** Seconds after which it may be asked again, where the service said so (429, 503). */
    readonly retryAfter: number | undefined,
  ) {
    super(problem.detail || problem.title);
  }

  get code(): string {
    return this.problem.code;
  }

  /** What is wrong with which field: the sentence by its JSON pointer, such as `/phone`. */
  get fields(): ReadonlyMap<string, string> {
    return new Map(this.problem.errors.map((one) => [one.pointer, one.message]));
  }
}

interface Answered<T> {
  data?: T;
  error?: unknown;
  response: Response;
}

/** The body of a successful answer; anything else is thrown as `Refused`. */
export async function ok<T>(answer: Promise<Answered<T>>): Promise<T> {
  const { data, error, response } = await answer;
  if (response.ok) {
    return data as T;
  }
  throw refusal(response, error);
}

/** As `ok`, for an answer to `fetch` itself. */
export async function checked(response: Response): Promise<Response> {
  if (response.ok) {
    return response;
  }
  const text = await response.text();
  let said: unknown = text;
  try {
    said = JSON.parse(text);
  } catch {
    // Something between the page and the service answered, and not with a problem.
  }
  throw refusal(response, said);
}

function refusal(response: Response, said: unknown): Refused {
  const seconds = Number.parseInt(response.headers.get("Retry-After") ?? "", 10);
  return new Refused(
    response.status,
    isProblem(said) ? said : unspoken(response),
    Number.isNaN(seconds) ? undefined : seconds,
  );
}

function isProblem(said: unknown): said is Problem {
  return typeof said === "object" && said !== null && "code" in said && "errors" in said;
}

function unspoken(response: Response): Problem {
  const title = response.statusText || `HTTP ${response.status}`;
  const request_id = response.headers.get("X-Request-Id") ?? "";
  const instance = response.url;
  return { type: "about:blank", title, status: response.status, detail: "", instance, code: "unspoken", request_id, errors: [] };
}
