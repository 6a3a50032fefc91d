import { posix } from "node:path";
import type { Host, HostFiles, Originals } from "./host.ts";
import { OriginalsStore } from "./originals.ts";
import { filePrint, pathState, printOf } from "./path-state.ts";

const maxLinks = 40;

/** The same host, which remembers below `stateDir` what every path was before it was first changed. */
export function recordingHost(host: Host, stateDir: string): Host {
  const originals = new OriginalsStore(host.files, stateDir);
  return {
    exec: host.exec,
    run: host.run,
    disk: host.disk,
    originals,
    files: recordingFiles(host.files, originals),
    network: {
      ...host.network,
      download: async (url, path, options) => {
        await originals.beforeChange(path);
        return host.network.download(url, path, options);
      },
      save: async (source, path, options) => {
        await originals.beforeChange(path);
        return host.network.save(source, path, options);
      },
    },
  };
}

function recordingFiles(files: HostFiles, originals: Originals): HostFiles {
  return {
    read: (path) => files.read(path),
    readBytes: (path) => files.readBytes(path),
    readLink: (path) => files.readLink(path),
    status: (path) => files.status(path),
    list: (path) => files.list(path),
    write: async (path, contents, options) => {
      await originals.beforeChange(await destination(files, path), filePrint(contents));
      await files.write(path, contents, options);
    },
    makeDirectory: async (path, options) => {
      await originals.beforeChange(await destination(files, path), "directory");
      await files.makeDirectory(path, options);
    },
    link: async (path, target) => {
      await originals.beforeChange(path, `link ${target}`);
      await files.link(path, target);
    },
    move: async (from, to) => {
      const moved = await pathState(files, from);
      await originals.beforeChange(to, printOf(moved));
      // With the contents of a file at its old place the new one may go; of a directory nothing is kept but its name.
      if (moved.kind === "directory") await gone(originals, from);
      else await originals.beforeChange(from, "absent");
      await files.move(from, to);
    },
    remove: async (path) => {
      await gone(originals, path);
      await files.remove(path);
    },
    removeDirectory: async (path) => {
      await gone(originals, path);
      return files.removeDirectory(path);
    },
    removeTree: async (path, roots) => {
      await gone(originals, path);
      await files.removeTree(path, roots);
    },
  };
}

/**
 * What a step removes without having put anything there was made by a program that a step started, kubeadm above all, and is
 * not to come back. A step that removes what it found says so itself, by Originals.beforeChange.
 */
async function gone(originals: Originals, path: string): Promise<void> {
  const known = (await originals.paths()).filter((each) => each.path === path || each.path.startsWith(`${path}/`));
  for (const each of known) await originals.beforeChange(each.path, "absent");
}

/** Writing follows a link at the last part of a path: what changes is where it leads. */
async function destination(files: Pick<HostFiles, "readLink">, path: string): Promise<string> {
  let place = path;
  for (let links = 0; links < maxLinks; links++) {
    const target = await files.readLink(place);
    if (target === undefined) return place;
    place = posix.resolve(posix.dirname(place), target);
  }
  return place;
}
