import { copyFileSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { run } from "./command.ts";
import { type Compression, ifElse } from "./deb.ts";
import { maintainer, type PackageContent, rpmArchitecture } from "./package-content.ts";
import { filesFor, stage } from "./stage.ts";

/** xz is what every rpm reads that there is, CentOS 7's among them; zstd it does not. */
const payload: Readonly<Record<Compression, string>> = { small: "w6.xzdio", none: "w.ufdio" };

/** Builds NAME-VERSION-RELEASE.ARCHITECTURE.rpm into a folder, and gives its path. */
export function buildRpm(content: PackageContent, folder: string, compression: Compression): string {
  const work = mkdtempSync(join(tmpdir(), "quorate-rpm-"));
  const architecture = rpmArchitecture[content.architecture];
  try {
    mkdirSync(join(work, "tree"));
    stage(content, "rpm", join(work, "tree"));
    const spec = join(work, `${content.name}.spec`);
    writeFileSync(spec, specFile(content, join(work, "tree")));
    run(["rpmbuild", "-bb", "--quiet", "--target", `${architecture}-linux`, ...defines(work, compression), spec], {
      env: { ...process.env, SOURCE_DATE_EPOCH: String(content.seconds), HOME: work },
    });
    const name = `${content.name}-${content.version}-${content.release}.${architecture}.rpm`;
    copyFileSync(join(work, "made", name), join(folder, name));
    return join(folder, name);
  } finally {
    rmSync(work, { recursive: true });
  }
}

/** Nothing of the machine or the moment goes into the package, and nothing in it is changed on its way. */
function defines(work: string, compression: Compression): readonly string[] {
  const macros = {
    _topdir: join(work, "top"),
    _rpmdir: join(work, "made"),
    _build_name_fmt: "%%{NAME}-%%{VERSION}-%%{RELEASE}.%%{ARCH}.rpm",
    _buildhost: "reproducible",
    use_source_date_epoch_as_buildtime: "1",
    clamp_mtime_to_source_date_epoch: "1",
    _build_id_links: "none",
    debug_package: "%{nil}",
    __os_install_post: "%{nil}",
    _binary_payload: payload[compression],
    _source_payload: payload[compression],
  };
  return Object.entries(macros).flatMap(([name, value]) => ["--define", `${name} ${value}`]);
}

function specFile(content: PackageContent, tree: string): string {
  const { name, version, release, summary, description, licence, needs, bundles, scripts, seconds } = content;
  const head = [
    `Name: ${name}`,
    `Version: ${version}`,
    `Release: ${release}`,
    `Summary: ${summary.charAt(0).toUpperCase()}${summary.slice(1)}`,
    `License: ${licence}`,
    "Group: System Environment/Daemons",
    "Vendor: Quorate",
    `Packager: ${maintainer}`,
    "AutoReqProv: no",
    ...needs.rpm.map((need) => `Requires: ${need}`),
    ...bundles.map((each) => `Provides: ${each}`),
  ];
  const sections = [
    `%description\n${description}`,
    `%install\ncp -a ${tree}/. %{buildroot}/`,
    section("%pre", scripts.beforeInstall),
    section(
      "%post",
      [scripts.afterInstall, ifElse('[ "$1" -eq 1 ]', scripts.afterFirstInstall)].filter(Boolean).join("\n"),
    ),
    section("%preun", ifElse('[ "$1" -eq 0 ]', scripts.beforeRemoval)),
    section("%postun", ifElse('[ "$1" -ge 1 ]', scripts.afterUpgrade, scripts.afterRemoval)),
    `%files\n${fileList(content).join("\n")}`,
    `%changelog\n* ${day(seconds)} ${maintainer} - ${version}-${release}\n- ${version}; its history is that of the repository.`,
  ];
  return `${head.join("\n")}\n\n${sections.filter(Boolean).join("\n\n")}\n`;
}

/** Like "Sun Nov 22 2026". */
function day(seconds: number): string {
  const [weekday = "", date, month, year] = new Date(seconds * 1_000).toUTCString().split(" ");
  return `${weekday.replace(",", "")} ${month} ${date} ${year}`;
}

/** A scriptlet that fails leaves a package half installed: only %pre may. */
function section(name: string, body: string | undefined): string {
  if (!body) return "";
  // rpm's own macros begin with a percent sign, and so do some formats of printf.
  return `${name}\n${body.replaceAll("%", "%%")}\n${name === "%pre" ? "" : "exit 0\n"}`.trim();
}

function fileList(content: PackageContent): readonly string[] {
  const files = filesFor(content, "rpm").map(({ path, config, executable }) => {
    const marks = [config ? "%config(noreplace)" : "", path.startsWith("/usr/share/doc/") ? "%doc" : ""];
    return [...marks, `%attr(${executable ? "0755" : "0644"},root,root)`, path].filter(Boolean).join(" ");
  });
  const folders = ownFolders(content).map((path) => `%dir %attr(0755,root,root) ${path}`);
  return [...folders, ...files, ...Object.keys(content.links)];
}

/** dpkg finds out by itself which folders are nobody else's; rpm must be told, or they stay behind. */
function ownFolders({ name, files, folders }: PackageContent): readonly string[] {
  const above = files.flatMap(({ path }) => path.split("/").map((_, depth, parts) => parts.slice(0, depth).join("/")));
  return [...new Set([...folders, ...above.filter((path) => path.split("/").includes(name))])].sort();
}
