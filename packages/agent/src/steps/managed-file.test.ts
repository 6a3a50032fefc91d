import { expect, it } from "vitest";
import { FakeFiles } from "../../../../test/fakes/fake-files.ts";
import { fileDrift, managedFile } from "./managed-file.ts";

const wanted = managedFile("/etc/x.conf", "one\ntwo\n");

it("a managed file tells the first line that differs, and all of them in its diff", async () => {
  const [drift] = await fileDrift(new FakeFiles({ files: { "/etc/x.conf": "one\n2\n" } }), wanted);
  expect(drift).toEqual({ what: "/etc/x.conf line 2", have: "2", want: "two", diff: [" one", "-2", "+two"] });
  const [absent] = await fileDrift(new FakeFiles(), wanted);
  expect(absent).toMatchObject({ have: "absent", diff: ["+one", "+two"] });
});

it("a managed file that is a secret shows no line, neither the old nor the new", async () => {
  const secret = { ...wanted, secret: true };
  const drifts = [
    ...(await fileDrift(new FakeFiles({ files: { "/etc/x.conf": "one\n2\n" } }), secret)),
    ...(await fileDrift(new FakeFiles(), secret)),
  ];
  expect(drifts).toHaveLength(2);
  expect(JSON.stringify(drifts)).not.toMatch(/diff|one|two/);
});
