import type { AddCommand } from "./command-line.ts";
import { addBundle } from "./commands/bundle.ts";
import { addSchema } from "./commands/cluster-file.ts";
import { addPassphrase } from "./commands/passphrase.ts";
import { addServe } from "./commands/serve.ts";

/** What a coordinator is run with. */
export const serveCommands: readonly AddCommand[] = [addServe, addPassphrase, addBundle, addSchema];
