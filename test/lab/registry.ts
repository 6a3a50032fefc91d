import type { ChildProcess } from "node:child_process";
import { once } from "node:events";
import { mkdir, mkdtemp, readdir, rename, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { cachedFolder } from "./cached-folder.ts";
import { killGroup, run } from "./command.ts";
import type { Lab } from "./lab.ts";
import { LabError } from "./lab-error.ts";
import { labPaths } from "./paths.ts";
import { storeImage } from "./registry-storage.ts";
import { requireSettings } from "./settings.ts";

export interface Registry {
  /** As it stands in front of an image's name: `192.168.1.1:5000`. */
  readonly address: string;
  stop(): Promise<void>;
}

export interface RegistryOptions {
  readonly port?: number;
  /** The images it has, as the lab's list names them; all of them when not given. */
  readonly images?: readonly string[];
}

const START_LIMIT_MS = 60_000;

/**
 * Runs a real registry at the operator's place, over plain HTTP, with images of the lab under their names without
 * the registry's: `k8s.gcr.io/pause:3.2` is `192.168.1.1:5000/pause:3.2`. It ends with `stop`, or with the lab.
 */
export async function startRegistry(lab: Lab, options: RegistryOptions = {}): Promise<Registry> {
  const address = `${lab.operator.address}:${options.port ?? 5000}`;
  const program = await registryProgram(lab.id);
  const folder = await mkdtemp(join(labPaths(lab.id).state, "registry-"));
  await fillStorage(lab, folder, options.images);
  const settings = {
    version: 0.1,
    log: { accesslog: { disabled: true } },
    storage: { filesystem: { rootdirectory: folder } },
    http: { addr: address },
  };
  // JSON is YAML, which the registry reads.
  await writeFile(join(folder, "config.yml"), JSON.stringify(settings));
  const child = lab.operator.spawn([program, "serve", join(folder, "config.yml")], {
    stdio: ["ignore", "ignore", "pipe"],
  });
  await listening(child, address);
  return {
    address,
    stop: async () => {
      if (child.pid !== undefined && child.exitCode === null && child.signalCode === null) {
        const ended = once(child, "exit");
        killGroup(child.pid);
        await ended;
      }
      await rm(folder, { recursive: true, force: true });
    },
  };
}

async function fillStorage(lab: Lab, storage: string, wanted: readonly string[] | undefined): Promise<void> {
  const { folder, list } = await lab.images();
  for (const name of wanted ?? list.map(({ image }) => image)) {
    const found = list.find(({ image }) => image === name);
    if (found === undefined) throw new LabError(`no image ${name} in the lab; see ${join(folder, "images.json")}`);
    await storeImage(storage, join(folder, found.file), found.image);
  }
}

/** Debian's own, taken out of its package: nothing is installed on this machine. */
async function registryProgram(id: string): Promise<string> {
  const pool = join((await requireSettings(labPaths(id))).packages, "pool");
  const found = (await readdir(pool)).find((name) => name.startsWith("docker-registry_"));
  if (found === undefined) throw new LabError("no docker-registry in the package repository");
  const { path } = await cachedFolder("registry", found, async (folder) => {
    await mkdir(join(folder, "unpacked"));
    await run(["dpkg-deb", "--extract", join(pool, found), join(folder, "unpacked")]);
    await rename(join(folder, "unpacked/usr/bin/docker-registry"), join(folder, "docker-registry"));
    await rm(join(folder, "unpacked"), { recursive: true });
  });
  return join(path, "docker-registry");
}

function listening(child: ChildProcess, address: string): Promise<void> {
  return new Promise((resolve, reject) => {
    let said = "";
    const fail = (what: string) => {
      clearTimeout(timer);
      if (child.pid !== undefined) killGroup(child.pid);
      reject(new LabError(`the registry at ${address} ${what}:\n${said.slice(-2_000)}`));
    };
    const timer = setTimeout(() => fail(`does not listen after ${START_LIMIT_MS / 1000} s`), START_LIMIT_MS);
    const ended = () => fail("ended");
    child.once("exit", ended);
    child.stderr?.setEncoding("utf8").on("data", (text: string) => {
      said = `${said}${text}`.slice(-10_000);
      if (!said.includes(`listening on ${address}`)) return;
      clearTimeout(timer);
      child.off("exit", ended);
      resolve();
    });
  });
}
