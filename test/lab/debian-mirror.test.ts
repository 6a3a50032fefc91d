import { describe, expect, it } from "vitest";
import { chooseMirror, parseSources, standardMirror } from "./debian-mirror.ts";

describe("chooseMirror", () => {
  it("takes the machine's mirrors from one-line sources and passes over what is not Debian's", () => {
    const text = `# deb http://commented.example/debian bookworm main
deb [arch=amd64 signed-by=/k.gpg] https://tools.example/debian-tools stable main
deb http://mirror.example/debian/ bookworm main
deb-src http://source.example/debian bookworm main
deb http://mirror.example/debian-security bookworm-security main
`;
    expect(chooseMirror(parseSources("/etc/apt/sources.list", text))).toEqual({
      main: "http://mirror.example/debian",
      security: "http://mirror.example/debian-security",
    });
  });

  it("reads deb822 stanzas, and not those that are switched off", () => {
    const text = `Types: deb
URIs: http://off.example/debian
Suites: bookworm
Enabled: no

Types: deb deb-src
# a comment
URIs: http://mirror.example/debian
Suites: bookworm bookworm-updates
Components: main

Types: deb
URIs: http://mirror.example/debian-security
Suites: bookworm-security
`;
    expect(chooseMirror(parseSources("/etc/apt/sources.list.d/debian.sources", text))).toEqual({
      main: "http://mirror.example/debian",
      security: "http://mirror.example/debian-security",
    });
  });

  it("falls back to Debian's own on a machine of another kind", () => {
    const text = "deb http://archive.example/ubuntu noble main\n";
    expect(chooseMirror(parseSources("/etc/apt/sources.list", text))).toEqual(standardMirror);
  });
});
