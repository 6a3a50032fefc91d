import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { run } from "./command.ts";
import { buildRpm } from "./rpm-build.ts";

/** What a repackaged pool is made with. */
export interface Repackaging {
  /** Debian's names of all packages of the pool: what else one of them depends on, the image has. */
  readonly names: ReadonlySet<string>;
  /** The host image's root: folders that it has belong to nobody. */
  readonly image: string;
  readonly folder: string;
}

/** What rpm distributions call otherwise. */
const rpmNames: Readonly<Record<string, string>> = { conntrack: "conntrack-tools" };
/** The image leaves them out of Debian's packages too. */
const leftOut = ["usr/share/doc", "usr/share/man", "usr/share/locale", "usr/share/lintian"];
/** Before and after Debian's merge of /usr a file has two names; rpm shall know it by one. */
const mergeUsr = `for name in bin sbin lib; do
  if [ -d $name ]; then mkdir -p usr/$name; cp -a $name/. usr/$name/; rm -rf $name; fi
done`;
const rpmName = (name: string): string => rpmNames[name] ?? name;

/** An rpm of a Debian package: its files, its needs within the pool, and its own scripts, as alien would make it. */
export async function repackage(deb: string, how: Repackaging): Promise<void> {
  const work = await mkdtemp(join(tmpdir(), "quorate-lab-rpm-"));
  try {
    const tree = join(work, "tree");
    await run(["dpkg-deb", "--raw-extract", deb, tree]);
    const control = parseControl(await readFile(join(tree, "DEBIAN/control"), "utf8"));
    const scripts = await Promise.all(["preinst", "postinst"].map((name) => script(tree, name, control)));
    const conffiles = (await readFile(join(tree, "DEBIAN/conffiles"), "utf8").catch(() => "")).split("\n");
    await run(["rm", "-rf", ...["DEBIAN", ...leftOut].map((place) => join(tree, place))]);
    await run(["sh", "-c", mergeUsr], { cwd: tree });
    const files = await fileList(tree, how.image, new Set(conffiles));
    await buildRpm(
      [...head(control, how.names), ...body(tree), ...scripts, "%files", ...files, ""].join("\n"),
      work,
      how.folder,
    );
  } finally {
    await rm(work, { recursive: true, force: true });
  }
}

type Control = Readonly<Record<string, string>>;

function parseControl(text: string): Control {
  return Object.fromEntries(
    [...text.matchAll(/^([A-Za-z-]+): (.*)$/gm)].map(([, name = "", value = ""]) => [name, value]),
  );
}

function head(control: Control, pool: ReadonlySet<string>): readonly string[] {
  const { Package: name = "", Version: whole = "", Architecture: architecture } = control;
  const [, epoch = "0", version = "", release = "0"] = /^(?:(\d+):)?(.*?)(?:-([^-]*))?$/.exec(whole) ?? [];
  const wanted = `${control["Pre-Depends"] ?? ""}, ${control["Depends"] ?? ""}`.split(",").flatMap((need) => {
    const choices = need.split("|").map((choice) => choice.trim().replace(/[ :(].*$/, ""));
    return choices.filter((choice) => pool.has(choice) && choice !== name).slice(0, 1);
  });
  return [
    `Name: ${rpmName(name)}`,
    ...(epoch === "0" ? [] : [`Epoch: ${epoch}`]),
    `Version: ${version}`,
    `Release: ${release}`,
    "Summary: Repackaged from Debian",
    "License: as in Debian",
    ...(architecture === "all" ? ["BuildArch: noarch"] : []),
    "AutoReqProv: no",
    ...[...new Set(wanted)].map((need) => `Requires: ${rpmName(need)}`),
  ];
}

function body(tree: string): readonly string[] {
  return ["%description", "Repackaged from Debian for the lab.", "%install", `cp -a ${tree}/. %{buildroot}/`];
}

/** Debian's script with the words that dpkg would say to it; none of the pool's is written for another shell than sh. */
async function script(tree: string, name: string, control: Control): Promise<string> {
  const text = await readFile(join(tree, "DEBIAN", name), "utf8").catch(() => undefined);
  const libraries = name === "postinst" ? ["ldconfig"] : [];
  const section = name === "postinst" ? "%post" : "%pre";
  if (text === undefined) return [section, ...libraries, "exit 0"].join("\n");
  const lines = [
    section,
    ...libraries,
    `export DPKG_MAINTSCRIPT_PACKAGE=${control["Package"]} DPKG_MAINTSCRIPT_NAME=${name}`,
    name === "postinst" ? 'set -- configure ""' : "set -- install",
    text.replaceAll("%", "%%"),
  ];
  return lines.join("\n");
}

/** All but the folders that the image has. */
async function fileList(tree: string, image: string, conffiles: ReadonlySet<string>): Promise<readonly string[]> {
  const print = ["-mindepth", "1", "-printf", "%y /%P\\n"];
  const found = (await run(["find", tree, ...print])).stdout.split("\n").filter(Boolean);
  const folders = found.flatMap((line) => (line.startsWith("d ") ? [line.slice(2)] : []));
  const own = new Set<string>();
  for (const folder of folders) if (!(await isThere(join(image, folder)))) own.add(folder);
  return found.flatMap((line) => {
    const path = line.slice(2);
    if (line.startsWith("d ")) return own.has(path) ? [`%dir "${path}"`] : [];
    return [conffiles.has(path) ? `%config(noreplace) "${path}"` : `"${path}"`];
  });
}

async function isThere(path: string): Promise<boolean> {
  return (await run(["test", "-e", path], { check: false })).code === 0;
}
