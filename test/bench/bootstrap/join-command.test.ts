import { describe, expect, it } from "vitest";
import { joinCommand } from "./join-command.ts";

const said = `Your Kubernetes control-plane has initialized successfully!

  kubeadm join 192.168.1.33:12567 --token 3vjfpc.647mossfkxl2v6u6 \\
    --discovery-token-ca-cert-hash sha256:64891f \\
    --control-plane --certificate-key ee78fe

Then you can join any number of worker nodes by running the following on each as root:

kubeadm join 192.168.1.33:12567 --token 3vjfpc.647mossfkxl2v6u6 \\
    --discovery-token-ca-cert-hash sha256:64891f
`;

describe("joinCommand", () => {
  it("is the longer of the two commands that kubeadm init prints", () => {
    expect(joinCommand(said).join(" ")).toBe(
      "kubeadm join 192.168.1.33:12567 --token 3vjfpc.647mossfkxl2v6u6 --discovery-token-ca-cert-hash sha256:64891f --control-plane --certificate-key ee78fe",
    );
  });

  it("says what is missing when kubeadm printed no such command", () => {
    expect(() => joinCommand(said.replace("--certificate-key", "--certificate"))).toThrow("no --certificate-key");
  });
});
