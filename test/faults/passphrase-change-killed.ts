// Changes the passphrase of a state directory and kills itself before the given of its calls to the disk; with a half of
// what was to be written, where that call writes. Arguments: state directory, number of the call from 1 on, old, new.
import fs from "node:fs";
import { syncBuiltinESMExports } from "node:module";
import { Secret } from "@quorate/shared/secret";
import { changePassphrase } from "../../packages/coordinator/src/journal/seal.ts";

const [stateDir = "", fatal = "0", before = "", after = ""] = process.argv.slice(2);
let calls = 0;
let watched = false;

const comesTo = (name: string): boolean => {
  if (!watched) return false;
  calls += 1;
  if (calls === Number(fatal)) process.stdout.write(name);
  return calls === Number(fatal);
};
const die = (): void => void process.kill(process.pid, "SIGKILL");

for (const name of ["rmSync", "openSync", "fchownSync", "fsyncSync", "closeSync", "renameSync"] as const) {
  const real = fs[name] as (...args: unknown[]) => unknown;
  Object.assign(fs, {
    [name]: (...args: unknown[]) => {
      if (comesTo(name)) die();
      return real(...args);
    },
  });
}
const { writeSync } = fs;
Object.assign(fs, {
  writeSync: (descriptor: number, bytes: Uint8Array, offset: number) => {
    if (comesTo("writeSync")) {
      writeSync(descriptor, bytes.subarray(0, bytes.length / 2));
      die();
    }
    return writeSync(descriptor, bytes, offset);
  },
});
syncBuiltinESMExports();
watched = true;
// A cheap derivation: what it costs to guess is no matter here.
await changePassphrase(stateDir, new Secret(before), new Secret(after), 2 ** 14);
