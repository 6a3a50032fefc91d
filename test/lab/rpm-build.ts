import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { run } from "./command.ts";

const BUILD_TIMEOUT_MS = 300_000;

/** Builds the rpm of a spec file's text into a folder, quickly compressed and with nothing else changed on its way. */
export async function buildRpm(spec: string, work: string, folder: string): Promise<void> {
  const macros = {
    _topdir: join(work, "top"),
    _rpmdir: folder,
    _build_name_fmt: "%%{NAME}-%%{VERSION}-%%{RELEASE}.rpm",
    _build_id_links: "none",
    debug_package: "%{nil}",
    __os_install_post: "%{nil}",
    _binary_payload: "w3.zstdio",
  };
  const defines = Object.entries(macros).flatMap(([name, value]) => ["--define", `${name} ${value}`]);
  await writeFile(join(work, "package.spec"), spec);
  await run(["rpmbuild", "-bb", "--quiet", ...defines, join(work, "package.spec")], { timeoutMs: BUILD_TIMEOUT_MS });
}
