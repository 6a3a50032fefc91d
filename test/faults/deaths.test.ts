import { mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { Deaths } from "./deaths.ts";

let folder: string;
let died: number;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "deaths-"));
  died = 0;
  vi.useFakeTimers();
});

afterEach(() => {
  vi.useRealTimers();
  rmSync(folder, { recursive: true });
});

const deathsAt = (...names: readonly string[]) => new Deaths(folder, names, () => void died++);
const left = () => readdirSync(folder).map(decodeURIComponent).toSorted();

describe("deaths at named points", () => {
  it("come at those points and no others, and are left in the folder", () => {
    const deaths = deathsAt("a/1:unacked", "b:unacked");
    expect(deaths.at("a/1:before-exec", "c:before-exec")).toBeUndefined();
    expect(deaths.at("a/1:unacked", "c:unacked")).toBeDefined();
    vi.advanceTimersByTime(1_000);
    expect({ died, left: left() }).toEqual({ died: 1, left: ["a/1:unacked"] });
  });

  it("are one for all who come to their points in the same moment", () => {
    const deaths = deathsAt("a:unacked", "b:unacked", "c:unacked");
    void deaths.at("a:unacked");
    vi.advanceTimersByTime(50);
    void deaths.at("b:unacked");
    vi.advanceTimersByTime(1_000);
    expect({ died, left: left() }).toEqual({ died: 1, left: ["a:unacked", "b:unacked"] });
  });

  it("come no more for a process that follows", () => {
    void deathsAt("a:unacked").at("a:unacked");
    vi.advanceTimersByTime(1_000);
    expect(deathsAt("a:unacked").at("a:unacked")).toBeUndefined();
  });

  it("wait for what is under way, but not for ever", async () => {
    const deaths = deathsAt("a:unacked");
    const { promise, resolve } = Promise.withResolvers<void>();
    void deaths.meanwhile(promise);
    void deaths.at("a:unacked");
    vi.advanceTimersByTime(1_000);
    expect(died).toBe(0);
    resolve();
    await vi.advanceTimersByTimeAsync(50);
    expect(died).toBe(1);
    const other = deathsAt("b:unacked");
    void other.meanwhile(new Promise(() => undefined));
    void other.at("b:unacked");
    await vi.advanceTimersByTimeAsync(5_000);
    expect(died).toBe(2);
  });
});
