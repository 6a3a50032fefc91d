import type { LabHost } from "../lab/lab-host.ts";

/** Runs on a host what `coordinator token create` printed for it: the token goes in by standard input. */
export async function runEnrolCommand(host: LabHost, printed: string): Promise<void> {
  const [, token, command] = /echo (\S+) \| (quorate-agent enroll .*)/.exec(printed) ?? [];
  if (token === undefined || command === undefined) throw new Error(`no enrol command in: ${printed}`);
  await host.exec(command.trim().split(/\s+/), { input: `${token}\n` });
}
