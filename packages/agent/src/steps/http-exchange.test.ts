import { expect, it } from "vitest";
import { peerOf } from "./http-exchange.ts";

const tls = { ca: "CA" };

it.each([
  ["https://192.168.1.33:12567/readyz", { host: "192.168.1.33", port: 12_567, tls }, "/readyz"],
  ["https://[fd00::33]:6443", { host: "fd00::33", port: 6_443, tls }, "/"],
  // The port that https implies is no part of a parsed url.
  ["https://api.example.com:443/healthz", { host: "api.example.com", port: 443, tls }, "/healthz"],
])("the peer of %s is dialled without a url's own marks", (url, peer, path) => {
  expect(peerOf(url, tls)).toEqual({ peer, path });
});
