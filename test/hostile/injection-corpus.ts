/** What people put into a field to get out of it, by what it aims at. */
export interface Injection {
  readonly aim: string;
  readonly text: string;
}

const code = (point: number): string => String.fromCodePoint(point);
/** Would be there, or would be read, if one of the commands below ever ran. */
export const canaryFile = "/tmp/quorate-injected";
const command = `touch ${canaryFile}`;
/** Harmless by themselves, so that what is around them decides. */
const stems = ["k8s-1", "10.0.0.1", "1.20.2", "/etc/quorate/pki/ca.crt"];

const shell = [
  `;${command}`,
  `&&${command}`,
  `|${command}`,
  `||${command}`,
  `$(${command})`,
  `\`${command}\``,
  `&${command}&`,
]
  .concat([
    `>${canaryFile}`,
    `<(${command})`,
    `\${IFS}${command}`,
    "$HOME",
    `$${"{PATH}"}`,
    "~root",
    "*",
    "?",
    "[a-z]",
    "{a,b}",
  ])
  .concat(["'", '"', "\\", "\\\\", `';${command};'`, `";${command};"`, "!!", "#", "%s", "%n", "%i", "%h", "$$", "$0"]);

const options = [
  "-",
  "--",
  "-h",
  "--help",
  "-oProxyCommand=",
  "--config=/etc/shadow",
  "-C/",
  "--kubeconfig=/tmp/x",
  "-rf",
].concat([
  "--root=/tmp",
  "-o/etc/passwd",
  "--exec=sh",
  "-e",
  "--upload-pack=sh",
  "@/etc/passwd",
  "+x",
  "--output=/etc/x",
]);

const lines = [
  "\n",
  "\r",
  "\r\n",
  "\t",
  "\v",
  "\f",
  "\0",
  code(0x85),
  code(0x2028),
  code(0x2029),
  code(0x1b),
  code(0x7f),
]
  .concat([
    `\n${command}`,
    "\n\n[Service]\nExecStartPre=/bin/sh",
    "\n  bind *:1",
    "\n}\n",
    "\n- x",
    "\n---\n",
    "\n127.0.0.1 x",
  ])
  .concat([
    "\nnet.ipv4.ip_forward = 0",
    "\n# END quorate\n",
    "\n.\n",
    `\n!include ${canaryFile}`,
    "\ninclude /etc/passwd",
  ]);

const hidden = [
  0x200b, 0x200e, 0x200f, 0x202a, 0x202e, 0x2066, 0x2069, 0xfeff, 0x00ad, 0x3000, 0x2044, 0x2215, 0xff0f, 0xff1b,
]
  .concat([0x0430, 0x03bf, 0xff0e, 0x2024, 0x1d400, 0xe0041, 0x0301, 0xff04, 0xff40, 0x2010, 0x2212, 0xfe63])
  .map(code);

const paths = [
  "..",
  "../",
  "/..",
  "/../",
  "./",
  "//",
  "/./",
  "/../../etc/passwd",
  "../../../../etc/shadow",
  "/etc/passwd",
]
  .concat([
    "/proc/self/environ",
    "/dev/sda",
    "..\\..\\",
    "%2e%2e%2f",
    "..;/",
    "/etc/cron.d/x",
    "/root/.ssh/authorized_keys",
    "~/x",
  ])
  .concat([
    "/etc/quorate/pki/../../cron.d/x",
    "/etc/kubernetes/../sudoers",
    "/etc/sysctl.d/../cron.d/x",
    "file:///etc/shadow",
  ]);

const formats = [
  "*alias",
  "&anchor a",
  "!!python/object:os.system",
  "<<",
  "__proto__",
  "constructor",
  "? a",
  "- a",
  ": ",
  " #",
  "%YAML 1.1",
]
  .concat([
    "{",
    "}",
    "[",
    "]",
    "{{ x }}",
    "{% x %}",
    "'''",
    '"""',
    "=",
    "a=b",
    "[section]",
    "@include x",
    "! x",
    "a: b",
    "yes",
    "null",
  ])
  .concat([
    "1e3",
    "0x10",
    "~",
    "a b",
    " ",
    "",
    "a,b",
    "a;b",
    "a\\",
    `$${"{a}"}`,
    "<%= x %>",
    "-----BEGIN PRIVATE KEY-----",
    "include x",
    "use a",
  ])
  .concat([
    "vrrp_script x {",
    "server x 1.2.3.4",
    "ExecStart=/bin/sh",
    "\\x41",
    "\\u0041",
    "\\n",
    "^",
    "$",
    "(?{1})",
    "' or 1=1 --",
  ]);

const long = [64, 254, 256, 513, 4_096, 70_000, 600_000].flatMap((length) => [
  "a".repeat(length),
  `/${"a/".repeat(length / 2)}a`,
]);

const withStems = (
  aim: string,
  texts: readonly string[],
  join: (stem: string, text: string) => readonly string[],
): Injection[] =>
  texts.flatMap((text) => [text, ...stems.flatMap((stem) => join(stem, text))].map((each) => ({ aim, text: each })));

const after = (stem: string, text: string): readonly string[] => [stem + text];
const around = (stem: string, text: string): readonly string[] => [stem + text, text + stem];

/** Each text once. */
export const injections: readonly Injection[] = [
  ...new Map(
    [
      ...withStems("shell", shell, after),
      ...withStems("option", options, (stem, text) => [text + stem]),
      ...withStems("line end", lines, around),
      ...withStems("hidden character", hidden, around),
      ...withStems("path", paths, after),
      ...withStems("format", formats, around),
      ...long.map((text) => ({ aim: "length", text })),
    ].map((each) => [each.text, each] as const),
  ).values(),
];
