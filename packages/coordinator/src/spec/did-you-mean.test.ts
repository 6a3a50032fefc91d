import { expect, it } from "vitest";
import { didYouMean } from "./did-you-mean.ts";

const keys = [
  "version",
  "topology",
  "source",
  "dataDir",
  "certificateDays",
  "startWindow",
  "quota",
  "name",
  "port",
  "vip",
];

it.each([
  ["versoin", "version"],
  ["vresion", "version"],
  ["verion", "version"],
  ["versions", "version"],
  ["datadir", "dataDir"],
  ["data_dir", "dataDir"],
  ["nmae", "name"],
  ["startwindow", "startWindow"],
  ["certificatesDay", "certificateDays"],
  ["prot", "port"],
  ["vpi", "vip"],
])("takes %s for %s", (word, meant) => {
  expect(didYouMean(word, keys)).toBe(meant);
});

it.each(["", "x", "quorum", "interface", "zzzzzzz", "a".repeat(1000)])("makes no guess about %j", (word) => {
  expect(didYouMean(word, keys)).toBeUndefined();
});
