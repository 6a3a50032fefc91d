import { describe, expect, it } from "vitest";
import { command, exited, fakeHost, succeeded } from "../../../../test/fakes/fake-host.ts";
import { fakeStepContext } from "../../../../test/fakes/fake-step-context.ts";
import { packageRepository } from "./package-repository.ts";
import type { RepositoryInput } from "./packages/repository-files.ts";

const publicKey = "-----BEGIN PGP PUBLIC KEY BLOCK-----\nabc\n-----END PGP PUBLIC KEY BLOCK-----";
const input: RepositoryInput = {
  id: "kubernetes",
  title: "Kubernetes 1.37",
  apt: { uris: ["https://pkgs.example/deb/"], suites: ["/"], components: [], publicKey },
  yum: { baseurl: "https://pkgs.example/rpm/", publicKey, exclude: ["kubelet", "kubeadm"] },
};

function world(manager: "apt-get" | "dnf", result = succeeded()) {
  const host = fakeHost({
    files: { [`/usr/bin/${manager}`]: "", "/etc/os-release": manager === "dnf" ? "ID=rocky\n" : "ID=debian\n" },
    commands: [command([manager], result)],
  });
  return { host, ctx: fakeStepContext(host) };
}

describe("package.repository", () => {
  it("adds a repository for apt that only its own key signs, reads it alone, and then finds nothing to do", async () => {
    const { host, ctx } = world("apt-get");
    expect(await packageRepository.probe(input, ctx)).toHaveLength(2);
    await packageRepository.apply(input, ctx);
    expect(host.files.text("/etc/apt/sources.list.d/quorate-kubernetes.sources")).toBe(`# managed by quorate
# Kubernetes 1.37
Types: deb
URIs: https://pkgs.example/deb/
Suites: /
Signed-By: /etc/apt/keyrings/quorate-kubernetes.asc
`);
    expect(host.files.text("/etc/apt/keyrings/quorate-kubernetes.asc")).toBe(`${publicKey}\n`);
    expect(host.executed[0]).toContain("Dir::Etc::sourcelist=/etc/apt/sources.list.d/quorate-kubernetes.sources");
    expect(await packageRepository.probe(input, ctx)).toEqual([]);
  });

  it("names the components of a repository that has them", async () => {
    const { host, ctx } = world("apt-get");
    const apt = { uris: ["file:///srv/lab"], suites: ["bookworm"], components: ["main", "extra"], publicKey };
    await packageRepository.apply({ ...input, apt }, ctx);
    expect(host.files.text("/etc/apt/sources.list.d/quorate-kubernetes.sources")).toContain("Components: main extra\n");
  });

  it("adds a repository for dnf whose packages only a step updates", async () => {
    const { host, ctx } = world("dnf");
    await packageRepository.apply(input, ctx);
    expect(host.files.text("/etc/yum.repos.d/quorate-kubernetes.repo")).toBe(`# managed by quorate
[quorate-kubernetes]
name=Kubernetes 1.37
baseurl=https://pkgs.example/rpm/
enabled=1
gpgcheck=1
gpgkey=file:///etc/pki/rpm-gpg/RPM-GPG-KEY-quorate-kubernetes
exclude=kubelet kubeadm
`);
    expect(host.files.text("/etc/pki/rpm-gpg/RPM-GPG-KEY-quorate-kubernetes")).toBe(`${publicKey}\n`);
    expect(host.executed[0]).toEqual(expect.arrayContaining(["--disablerepo=*", "--enablerepo=quorate-kubernetes"]));
    expect(await packageRepository.probe(input, ctx)).toEqual([]);
  });

  it("fault 59: does not leave a repository behind that cannot be read", async () => {
    const { host, ctx } = world("apt-get", exited(100, "E: The repository has no Release file."));
    await expect(packageRepository.apply(input, ctx)).rejects.toMatchObject({
      code: "STEP_COMMAND_FAILED",
      message: "the repository kubernetes cannot be read: E: The repository has no Release file.",
    });
    expect(host.files.text("/etc/apt/sources.list.d/quorate-kubernetes.sources")).toBeUndefined();
  });

  it("names the cause that dnf tells before its last line, which has none", async () => {
    // As dnf 4.14 prints it.
    const said = `Errors during downloading metadata for repository 'quorate-kubernetes':
  - Curl error (37): Couldn't read a file:// file for file:///opt/nothing/repodata/repomd.xml [Couldn't open file]
Error: Failed to download metadata for repo 'quorate-kubernetes': Cannot download repomd.xml: All mirrors were tried
`;
    const { ctx, host } = world("dnf", exited(1, said));
    await expect(packageRepository.apply(input, ctx)).rejects.toMatchObject({
      message:
        "the repository kubernetes cannot be read: Curl error (37): Couldn't read a file:// file for file:///opt/nothing/repodata/repomd.xml [Couldn't open file]",
    });
    // Quiet, it would keep the cause to itself.
    expect(host.executed[0]).not.toContain("-q");
  });

  it("takes what apt calls a warning for the failure that it is", async () => {
    const { ctx } = world(
      "apt-get",
      exited(0, "W: Failed to fetch https://pkgs.example/deb/InRelease  NO_PUBKEY 1234"),
    );
    await expect(packageRepository.apply(input, ctx)).rejects.toMatchObject({
      message: expect.stringContaining("NO_PUBKEY 1234"),
    });
  });

  it("says which part the repository lacks for this host", async () => {
    const { ctx } = world("dnf");
    await expect(packageRepository.probe({ id: "x", title: "X", apt: input.apt }, ctx)).rejects.toMatchObject({
      code: "UNSUPPORTED",
      message: "the repository x has no yum part, which this host needs",
    });
  });
});
