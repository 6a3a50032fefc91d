import type { EventRecord } from "@quorate/shared/events";
import { columns } from "../table.ts";
import { type ResourceInput, type ResourceItem, type ResourceList, stateColumn } from "./resource.ts";

interface Issued {
  /** ROLE/HOST, or kubeconfig/USER. */
  readonly name: string;
  readonly role: string;
  readonly owner: string;
  readonly serial: string;
  readonly issuedAt: string;
  readonly notAfter: string;
}

const dayMs = 86_400_000;

/** Certificates that this coordinator issued and that are the newest of their kind, the first to expire on top. */
export function certificateList({ records, status }: ResourceInput): ResourceList {
  const nowMs = Date.parse(status.at);
  const newest = new Map(records.flatMap(issued).map((each) => [each.name, each]));
  const sorted = [...newest.values()].toSorted((a, b) => Date.parse(a.notAfter) - Date.parse(b.notAfter));
  return {
    kind: "CertificateList",
    singular: "cert",
    columns: [
      ...columns("NAME"),
      stateColumn("STATE"),
      ...columns("EXPIRES", "DAYS>"),
      { title: "SERIAL", wide: true },
    ],
    items: sorted.map((each) => certificateItem(each, nowMs)),
  };
}

/** The host of a step is the last part of its id. */
function issued({ at, event }: EventRecord): readonly Issued[] {
  if (event.type === "kubeconfig.issued") {
    const { user, serial, notAfter } = event;
    return [{ name: `kubeconfig/${user}`, role: "kubeconfig", owner: user, serial, issuedAt: at, notAfter }];
  }
  if (event.type !== "certificate.issued") return [];
  const { role, serial, notAfter, step } = event;
  const owner = step.split("/").at(-1) ?? "";
  return [{ name: `${role}/${owner}`, role, owner, serial, issuedAt: at, notAfter }];
}

/** Quorate renews in the last third of a certificate's life. */
function certificateItem(each: Issued, nowMs: number): ResourceItem {
  const [from, until] = [Date.parse(each.issuedAt), Date.parse(each.notAfter)];
  const days = Math.floor((until - nowMs) / dayMs);
  const late = until - nowMs < (until - from) / 3;
  const state = until <= nowMs ? "expired" : late ? "renew" : "valid";
  const cells = [each.name, state, each.notAfter.slice(0, 10), String(days), each.serial];
  return { name: each.name, cells, data: { ...each, state, daysLeft: days } };
}
