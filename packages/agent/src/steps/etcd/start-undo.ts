import type { EtcdMember } from "@quorate/shared/step/etcd";
import { readEtcdGeneration } from "../../facts/etcd-generation.ts";
import { disableUnit, unitState } from "../../host/units.ts";
import type { StepContext } from "../handler.ts";
import { isFormed } from "./generation-file.ts";
import { holdsMember, setDataAside } from "./set-aside.ts";
import { forgetAttempt, readAttempt } from "./start-attempt.ts";
import { stopMember } from "./stop-member.ts";

/** Takes back what one armed or fired attempt did. Gives each thing in words. Deletes nothing, and leaves a formed member alone. */
export async function undoStart(ctx: StepContext, member: EtcdMember): Promise<readonly string[]> {
  const { files } = ctx.host;
  const attempt = await readAttempt(files, member);
  if (isFormed(await readEtcdGeneration(files), member)) {
    await forgetAttempt(files);
    return [`${member.unit} belongs to a formed cluster and stays as it is`];
  }
  if (!attempt) return ["nothing was started"];
  if (attempt.wasRunning) {
    await forgetAttempt(files);
    return [`${member.unit} ran before and stays as it is`];
  }
  const said: string[] = [];
  const stopped = await stopMember(ctx, member.unit);
  if (stopped) said.push(stopped);
  // Not by us, but a member that is undone must not come back with the next boot.
  if ((await unitState(ctx.host, member.unit)).fileState === "enabled") {
    await disableUnit(ctx.host, member.unit);
    said.push(`disabled ${member.unit}`);
  }
  if (attempt.freshData && (await holdsMember(files, member.dataDir))) {
    said.push(`its data is now in ${await setDataAside(ctx, member, "canceled")}`);
  }
  await forgetAttempt(files);
  return said.length > 0 ? said : ["nothing was started"];
}
