import { describe, expect, it } from "vitest";
import { readEnvironment } from "./environment.ts";

const root = { uid: 0, home: "/root" };
const ann = { uid: 1000, home: "/home/ann" };

describe("the environment", () => {
  it("puts the state of root under /var/lib, of others under the XDG state directory, and obeys QUORATE_STATE_DIR", () => {
    expect(readEnvironment({}, root).stateDir).toBe("/var/lib/quorate-coordinator");
    expect(readEnvironment({}, ann).stateDir).toBe("/home/ann/.local/state/quorate");
    expect(readEnvironment({ XDG_STATE_HOME: "/state" }, ann).stateDir).toBe("/state/quorate");
    expect(readEnvironment({ QUORATE_STATE_DIR: "/x" }, root).stateDir).toBe("/x");
  });

  it("chooses the language by the locale of messages, LC_ALL before all else, as setlocale does", () => {
    const said = { LC_ALL: "zh_CN.UTF-8", LC_MESSAGES: "de_DE.UTF-8", LANG: "en_US.UTF-8" };
    expect(readEnvironment(said, ann).language).toBe("zh");
    expect(readEnvironment({ ...said, LC_ALL: "" }, ann).language).toBe("en");
    expect(readEnvironment({ LANG: "zh_TW.UTF-8" }, ann).language).toBe("zh");
    expect(readEnvironment({}, ann).language).toBe("en");
  });

  it("takes a Chinese locale without a charset for UTF-8, and speaks English where Chinese cannot be drawn", () => {
    expect(readEnvironment({ LANG: "zh_CN" }, ann)).toMatchObject({ language: "zh", unicode: true });
    expect(readEnvironment({ LANG: "zh_CN.GB18030" }, ann)).toMatchObject({ language: "en", unicode: false });
    expect(readEnvironment({ LANG: "en_US" }, ann)).toMatchObject({ language: "en", unicode: false });
  });

  it("obeys a language that is asked for by name", () => {
    expect(readEnvironment({ LANG: "zh_CN.UTF-8" }, ann, "en").language).toBe("en");
    expect(readEnvironment({ LANG: "C" }, ann, "zh").language).toBe("zh");
  });

  it("names a role, the place of its socket and the file of the passphrase, and nothing of them when they are not set", () => {
    expect(readEnvironment({ QUORATE_ROLE: "viewer", QUORATE_SOCKET_DIR: "/s" }, ann)).toMatchObject({
      role: "viewer",
      socketDir: "/s",
    });
    expect(readEnvironment({ QUORATE_CA_PASSPHRASE_FILE: "/p" }, root).passphraseFile).toBe("/p");
    const bare = readEnvironment({ QUORATE_ROLE: "root", CREDENTIALS_DIRECTORY: "" }, ann);
    expect(bare).toMatchObject({ socketDir: "/run/quorate-coordinator" });
    expect(bare).not.toHaveProperty("role");
    expect(bare).not.toHaveProperty("credentialsDirectory");
  });

  it("ignores a relative XDG_STATE_HOME, as its specification demands", () => {
    expect(readEnvironment({ XDG_STATE_HOME: "state" }, ann).stateDir).toBe("/home/ann/.local/state/quorate");
  });

  it.each([
    [{}, true],
    [{ NO_COLOR: "1" }, false],
    [{ NO_COLOR: "" }, true],
    [{ TERM: "dumb" }, false],
  ])("of %j: colour is %s", (variables, colour) => {
    expect(readEnvironment(variables, ann).colour).toBe(colour);
  });

  it.each([
    [{ LANG: "en_US.UTF-8" }, true],
    [{ LANG: "zh_CN.utf8" }, true],
    [{ LANG: "C" }, false],
    [{ LANG: "en_US.UTF-8", LC_ALL: "POSIX" }, false],
    [{ LC_CTYPE: "C.UTF-8", LANG: "C" }, true],
    [{}, true],
  ])("of %j: unicode is %s", (variables, unicode) => {
    expect(readEnvironment(variables, ann).unicode).toBe(unicode);
  });

  it.each([
    [{ OTEL_EXPORTER_OTLP_ENDPOINT: "http://c:4318/" }, { url: "http://c:4318/v1/traces" }],
    [
      { OTEL_EXPORTER_OTLP_ENDPOINT: "http://c:4318", OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: "http://t/x" },
      { url: "http://t/x" },
    ],
    [{ OTEL_EXPORTER_OTLP_ENDPOINT: "http://c:4318", OTEL_SERVICE_NAME: "prod" }, { serviceName: "prod" }],
    [{ OTEL_EXPORTER_OTLP_ENDPOINT: "http://c:4318", OTEL_SDK_DISABLED: "TRUE" }, undefined],
    [{ OTEL_EXPORTER_OTLP_ENDPOINT: "http://c:4318", OTEL_TRACES_EXPORTER: "none" }, undefined],
    [{}, undefined],
  ])("of %j: traces go to %j", (variables, traces) => {
    const read = readEnvironment(variables, ann).traces;
    if (traces) expect(read).toMatchObject(traces);
    else expect(read).toBeUndefined();
  });
});
