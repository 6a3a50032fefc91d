/**
 * How messages look in JavaScript. The loader and the generator of the types must agree, so both take them from here:
 * 64-bit numbers as strings (a number would lose digits), enums by name, every absent scalar present as its default.
 */
export const protoOptions = {
  keepCase: false,
  longs: String,
  enums: String,
  defaults: true,
  oneofs: true,
} as const;

export const protoFiles = ["quorate/v1/admin.proto", "quorate/v1/control.proto", "quorate/v1/enrol.proto"] as const;
