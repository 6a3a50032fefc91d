import { isIP } from "node:net";
import { hostNamePattern } from "@quorate/shared/ids";
import { askWords } from "@quorate/shared/texts/usage-words";
import { InvalidArgumentError } from "commander";
import { parseDuration } from "../spec/quantity.ts";

/** Readers of arguments: what they refuse is a usage error with their message. */
export function durationMs(text: string): number {
  const ms = parseDuration(text);
  if (ms === undefined) throw new InvalidArgumentError(askWords.en.time);
  return ms;
}

export function hostName(text: string): string {
  if (!hostNamePattern.test(text)) throw new InvalidArgumentError(askWords.en.hostName);
  return text;
}

export function ipAddress(text: string): string {
  if (isIP(text) === 0) throw new InvalidArgumentError(askWords.en.ip);
  return text;
}

/** Addresses and DNS names, with commas between. */
export function addressList(text: string): readonly string[] {
  const list = text.split(",").map((part) => part.trim());
  const wrong = list.find((part) => isIP(part) === 0 && !dnsName.test(part));
  if (wrong !== undefined) throw new InvalidArgumentError(askWords.en.addresses);
  return list;
}

const dnsName = /^(?=.{1,253}$)[a-z0-9](?:[-a-z0-9]{0,61}[a-z0-9])?(?:\.[a-z0-9](?:[-a-z0-9]{0,61}[a-z0-9])?)*$/i;

/** Where to begin in the event log. */
export type EventsSince = { readonly seq: number } | { readonly agoMs: number } | { readonly at: number };

/** The number of an event, a time ago like 10m, or a moment as events have it: 2026-01-01T12:00:00Z. */
export function eventsSince(text: string): EventsSince {
  if (/^\d{1,15}$/.test(text)) return { seq: Number(text) };
  const agoMs = parseDuration(text);
  if (agoMs !== undefined) return { agoMs };
  const at = /^\d{4}-\d\d-\d\dT/.test(text) ? Date.parse(text) : Number.NaN;
  if (Number.isNaN(at)) throw new InvalidArgumentError(askWords.en.since);
  return { at };
}

export function idList(text: string): readonly string[] {
  const ids = text.split(",").map((id) => id.trim());
  const wrong = ids.find((id) => !/^[A-Z][A-Z0-9-]{2,40}$/.test(id));
  if (wrong !== undefined) throw new InvalidArgumentError(askWords.en.checkIds);
  return ids;
}
