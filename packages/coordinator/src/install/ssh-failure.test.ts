import { describe, expect, it } from "vitest";
import { enrolFailure, installFailure, noRoot } from "./host-failure.ts";
import { offeredKey, sshFailure } from "./ssh-failure.ts";
import { parseSshTarget } from "./ssh-target.ts";

const target = parseSshTarget("root@k8s-1:2222");
const result = (stderr: string, code = 255, stdout = "") => ({ code, stdout, stderr, late: false });
const fingerprint = `SHA256:${"a".repeat(43)}`;

describe("why ssh did not come through", () => {
  // As OpenSSH 9.2 says it.
  it.each([
    [
      "No ED25519 host key is known for [k8s-1]:2222 and you have requested strict checking.\nHost key verification failed.",
      "SSH_HOST_KEY_UNKNOWN",
      "the host key of k8s-1 is not known here",
    ],
    [
      `@@@@@@@@@@@\n@    WARNING: REMOTE HOST IDENTIFICATION HAS CHANGED!     @\nThe fingerprint for the ED25519 key sent by the remote host is\n${fingerprint}.\nHost key verification failed.`,
      "SSH_HOST_KEY_CHANGED",
      `k8s-1 has another host key than the one that is known; it has ${fingerprint} now`,
    ],
    [
      "root@k8s-1: Permission denied (publickey).",
      "SSH_ACCESS_DENIED",
      "k8s-1 does not let root@k8s-1:2222 in: it takes publickey",
    ],
    [
      "Received disconnect from 10.0.0.1 port 22:2: Too many authentication failures",
      "SSH_ACCESS_DENIED",
      "too many keys were tried",
    ],
    ["ssh: connect to host k8s-1 port 2222: Connection refused", "SSH_UNREACHABLE", "Connection refused"],
    ["ssh: connect to host k8s-1 port 2222: No route to host", "SSH_UNREACHABLE", "No route to host"],
    ["ssh: connect to host k8s-1 port 2222: Connection timed out", "SSH_UNREACHABLE", "Connection timed out"],
    [
      "ssh: Could not resolve hostname k8s-1: Name or service not known",
      "SSH_UNREACHABLE",
      "Could not resolve hostname k8s-1: Name or service not known",
    ],
    [
      "Unable to negotiate with 10.0.0.1 port 22: no matching host key type found. Their offer: ssh-dss",
      "SSH_UNREACHABLE",
      "Their offer: ssh-dss",
    ],
    [
      "kex_exchange_identification: Connection closed by remote host",
      "SSH_UNREACHABLE",
      "Connection closed by remote host",
    ],
    ["something new", "SSH_UNREACHABLE", "the connection failed"],
  ])("is told from what it says: %s", (stderr, code, message) => {
    const error = sshFailure(target, result(stderr));
    expect(error.code).toBe(code);
    expect(error.message).toContain(message);
  });

  it("an unknown key is shown, with how to compare it and how to add it", () => {
    const key = offeredKey(`debug1: Server host key: ssh-ed25519 ${fingerprint}\n`);
    const error = sshFailure(target, result("Host key verification failed."), { key, knownHosts: "known" });
    expect(error.message).toContain(`it offers ssh-ed25519 ${fingerprint}`);
    expect(error.hint).toContain("ssh-keygen -lf /etc/ssh/ssh_host_ed25519_key.pub");
    expect(error.hint).toContain("ssh-keyscan -p 2222 k8s-1 >> known");
  });
});

describe("why a host did not take its agent", () => {
  it.each([
    ["E: Could not get lock /var/lib/dpkg/lock-frontend. It is held by process 412 (apt-get)", 100, "PACKAGE_LOCKED"],
    ["dpkg: error: dpkg frontend lock was locked by another process with pid 412", 2, "AGENT_INSTALL_FAILED"],
    ["dpkg: error: dpkg frontend lock is locked by another process", 2, "PACKAGE_LOCKED"],
    ["", 200, "PACKAGE_LOCKED"],
    ["error: can't create transaction lock on /var/lib/rpm/.rpm.lock", 1, "PACKAGE_LOCKED"],
    ["cat: write error: No space left on device", 1, "FILE_ACCESS_FAILED"],
    ["  - At least 83MB more space needed on the / filesystem.", 1, "FILE_ACCESS_FAILED"],
    ["E: You don't have enough free space in /var/cache/apt/archives/.", 100, "FILE_ACCESS_FAILED"],
    ["package architecture (arm64) does not match system (amd64)", 1, "UNSUPPORTED"],
    [" quorate-runtime : Depends: libc6 (>= 2.99)\nE: Unmet dependencies.", 100, "AGENT_INSTALL_FAILED"],
    ["sudo: a password is required", 1, "SSH_NO_ROOT"],
    ["sudo: unable to resolve host m1: Name or service not known\nE: Could not get lock", 100, "PACKAGE_LOCKED"],
    ["clerk is not in the sudoers file.", 1, "SSH_NO_ROOT"],
    ["Segmentation fault", 139, "AGENT_INSTALL_FAILED"],
  ])("is told from what its package manager says: %s", (said, code, error) => {
    expect(installFailure("apt-get", result("", code, said)).code).toBe(error);
  });

  it.each([
    ["sudo: a password is required", "a password is required"],
    ["sh: 1: sudo: not found", "sh: 1: sudo: not found"],
    ["", "there is no sudo"],
    ["sudo: sorry, you must have a tty to run sudo", "sorry, you must have a tty to run sudo"],
  ])("its user cannot become root: %s", (said, why) => {
    expect(noRoot(said)).toMatchObject({ code: "SSH_NO_ROOT", message: expect.stringContaining(why) });
  });

  it("it cannot reach the coordinator: the port and the address are named", () => {
    const said =
      "quorate-agent: 10.0.0.5:7444: connect ECONNREFUSED 10.0.0.5:7444 [COORDINATOR_UNREACHABLE]\n  is it?\n";
    const error = enrolFailure("10.0.0.5:7444", result(said, 69));
    expect(error).toMatchObject({ code: "COORDINATOR_UNREACHABLE", message: expect.stringContaining("ECONNREFUSED") });
    expect(error.hint).toContain("from the host 10.0.0.5:7444 must be open");
  });

  it("its token came from elsewhere than was said", () => {
    const said = "quorate-agent: the join token is for m1 at 10.0.0.1; it came from 10.0.0.2 [TOKEN_REFUSED]\n";
    expect(enrolFailure("10.0.0.5:7444", result(said, 77))).toMatchObject({ hint: expect.stringContaining("-f FILE") });
  });

  it("a code that there is not is not believed", () => {
    expect(enrolFailure("c", result("quorate-agent: x [MADE_UP]\n", 1)).code).toBe("AGENT_INSTALL_FAILED");
  });
});
