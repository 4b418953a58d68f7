// PostGraphile 5 as its documentation has it for production: library mode on Node's own server, the operations
// known beforehand, no watching, no explaining, no page to try queries on, and no transaction around a read.

import { createServer } from "node:http";
import { PersistedPlugin } from "@grafserv/persisted";
import { postgraphile } from "postgraphile";
import { makePgService } from "postgraphile/adaptors/pg";
import { grafserv } from "postgraphile/grafserv/node";
import { PostGraphileAmberPreset } from "postgraphile/presets/amber";

const instance = postgraphile({
  extends: [PostGraphileAmberPreset],
  plugins: [PersistedPlugin],
  pgServices: [
    makePgService({
      connectionString: process.env.BENCH_OWNER_DSN,
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
  grafast: { explain: false },
});
const server = createServer();
await instance.createServ(grafserv).addTo(server);
server.listen(Number(process.argv[2]), "127.0.0.1");
