import { cpSync, rmSync } from "node:fs";
import { fileURLToPath } from "node:url";

const target = fileURLToPath(new URL("../../packages/shared/dist/proto", import.meta.url));
// A file that left proto/ must leave the package too.
rmSync(target, { recursive: true, force: true });
cpSync(fileURLToPath(new URL("../../proto", import.meta.url)), target, { recursive: true });
