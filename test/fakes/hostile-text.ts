/** What a host that was taken over could write into anything that it reports. */
export const hostileTexts: readonly string[] = [
  "<script>alert(1)</script>",
  '"><img src=x onerror=alert(1)>',
  "' autofocus onfocus='alert(1)",
  "</title></style></svg><script>alert(1)</script>",
  "<!--",
  "-->",
  "]]><svg onload=alert(1)>",
  "&lt;script&gt;",
  "&#60;b&#62;",
  "javascript:alert(1)",
  "line one\nline two\r\nid: 7\n\ndata: forged",
  "\u001b[2J\u001b]0;title\u0007red",
  "user\u202egnp.exe",
  "half a pair \ud800 and a zero \u0000",
  "</script><script>alert(1)</script>",
];
