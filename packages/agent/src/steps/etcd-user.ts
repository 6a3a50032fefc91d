import { accountIds } from "../host/accounts.ts";
import { findProgram } from "../host/programs.ts";
import type { ApplyHandler, StepContext } from "./handler.ts";

export const etcdUser: ApplyHandler<"etcd.user"> = {
  type: "apply",

  async probe({ user }, ctx) {
    if (await hasEntry(ctx, "/etc/passwd", user)) return [];
    return [{ what: `user ${user}`, have: "absent", want: "a system user" }];
  },

  async apply({ user, home }, ctx) {
    await ctx.host.originals.note("stays", [`the system user ${user}`]);
    const shell = (await findProgram(ctx.host.files, "nologin")) ?? "/bin/false";
    if (await findProgram(ctx.host.files, "useradd")) await byUseradd(ctx, user, home, shell);
    else await bySysusers(ctx, user, home, shell);
    await accountIds(ctx.host.files, user);
    return {};
  },
};

async function byUseradd(ctx: StepContext, user: string, home: string, shell: string): Promise<void> {
  // A left-over group of that name is taken; useradd would refuse to make it.
  const group = (await hasEntry(ctx, "/etc/group", user)) ? ["--gid", user] : ["--user-group"];
  const options = ["--system", ...group, "--no-create-home", "--home-dir", home, "--shell", shell];
  await ctx.host.run(["useradd", ...options, "--", user], { signal: ctx.signal });
}

/** Images without the shadow tools have systemd's own way to make system users. */
async function bySysusers(ctx: StepContext, user: string, home: string, shell: string): Promise<void> {
  const file = `/etc/sysusers.d/quorate-${user}.conf`;
  await ctx.host.files.write(file, `# managed by quorate\nu ${user} - "etcd" ${home} ${shell}\n`);
  await ctx.host.run(["systemd-sysusers", file], { signal: ctx.signal });
}

async function hasEntry(ctx: StepContext, file: string, name: string): Promise<boolean> {
  const text = (await ctx.host.files.read(file)) ?? "";
  return text.split("\n").some((row) => row.startsWith(`${name}:`));
}
