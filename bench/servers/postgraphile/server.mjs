// PostGraphile 5 as its documentation has it for production: library mode on Node's own server, the operations
// known beforehand, no watching, no explaining, no page to try queries on. Asked by whoever comes, as the owner of
// the tables and without a transaction around a read; or, signed in, as the service's role in one.

import { createServer } from "node:http";
import { PersistedPlugin } from "@grafserv/persisted";
import { postgraphile } from "postgraphile";
import { makePgService } from "postgraphile/adaptors/pg";
import { grafserv } from "postgraphile/grafserv/node";
import { PostGraphileAmberPreset } from "postgraphile/presets/amber";

const signedIn = process.env.BENCH_SIGNED_IN === "1" ? await import("./signed_in.mjs") : {};
const instance = postgraphile({
  extends: [PostGraphileAmberPreset],
  plugins: [PersistedPlugin],
  pgServices: [
    makePgService({
      connectionString: signedIn.context ? process.env.BENCH_APP_DSN : process.env.BENCH_OWNER_DSN,
      schemas: ["graph"],
      poolConfig: { max: 10 },
    }),
  ],
  grafserv: {
    graphiql: false,
    watch: false,
    websockets: false,
    persistedOperationsDirectory: `${import.meta.dirname}/operations`,
  },
  grafast: { explain: false, ...signedIn },
});
const server = createServer();
await instance.createServ(grafserv).addTo(server);
server.listen(Number(process.argv[2]), "127.0.0.1");
