// What our service does for a request, as PostGraphile's documentation has it: the bearer token is verified, and
// what it says goes to PostgreSQL as settings of the transaction, by which row-level security judges.

import { createPublicKey, verify } from "node:crypto";
import pg from "pg";

const owner = new pg.Client({ connectionString: process.env.BENCH_OWNER_DSN });
await owner.connect();
const { rows } = await owner.query("SELECT public_pem FROM signing_key");
await owner.end();
const key = createPublicKey(rows[0].public_pem);

export function context({ node }) {
  const [head, body, signature] = node.req.headers.authorization.slice("Bearer ".length).split(".");
  if (!verify("RSA-SHA256", `${head}.${body}`, key, Buffer.from(signature, "base64url"))) {
    throw new Error("the token is not ours");
  }
  const claims = JSON.parse(Buffer.from(body, "base64url"));
  if (claims.exp * 1000 < Date.now()) {
    throw new Error("the token is over");
  }
  return { pgSettings: { "app.school_id": claims.schools[0][0] } };
}
