// `npm run bench -- NAME`: makes the lab, and measures from the operator's place in its network.
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import { killGroup } from "../lab/command.ts";
import { type Lab, openLab } from "../lab/lab.ts";
import { exitCodes, LabError } from "../lab/lab-error.ts";
import { ensureOwnPackages } from "../lab/own-packages.ts";
import { ensureAnsible } from "./ansible-install.ts";
import { needsAnsible, parseArguments, UsageError, usage } from "./bench-arguments.ts";

const measuring = fileURLToPath(new URL("measure.ts", import.meta.url));

async function main(args: readonly string[]): Promise<number> {
  if (args.includes("--help")) {
    console.log(usage);
    return exitCodes.done;
  }
  const wish = parseArguments(args);
  if (needsAnsible(wish.name)) await ensureAnsible();
  const lab = openLab(wish.id);
  try {
    // Out here: the lock of the cache is the network namespace's own, and others would build beside it.
    await ensureOwnPackages();
    // A lab that was kept has agents of a coordinator that is gone.
    await lab.up({ bare: true });
    return await measure(lab, args);
  } finally {
    if (wish.keep) console.error(`the lab stays; remove it: npm run lab -- down --id ${wish.id}`);
    else await lab.down();
  }
}

async function measure(lab: Lab, args: readonly string[]): Promise<number> {
  const child = lab.operator.spawn([process.execPath, measuring, ...args], { stdio: "inherit" });
  const interrupted = (): void => {
    if (child.pid !== undefined) killGroup(child.pid);
  };
  process.once("SIGINT", interrupted).once("SIGTERM", interrupted);
  const [code]: [number | null] = (await once(child, "exit")) as [number | null];
  return code ?? exitCodes.interrupted;
}

try {
  process.exitCode = await main(process.argv.slice(2));
} catch (error) {
  const known = error instanceof LabError || error instanceof UsageError;
  console.error(known ? `bench: ${error.message}` : error);
  if (error instanceof UsageError) console.error(`\n${usage}`);
  process.exitCode = error instanceof UsageError ? exitCodes.usage : exitCodes.failed;
}
