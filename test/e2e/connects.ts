import type { Lab } from "../lab/lab.ts";

/** From the operator's machine, which is no member. */
export async function connects(lab: Lab, address: string, port: number): Promise<boolean> {
  const script = "import socket, sys; socket.create_connection((sys.argv[1], int(sys.argv[2])), 2)";
  return (await lab.operator.exec(["python3", "-c", script, address, `${port}`], { check: false })).code === 0;
}
