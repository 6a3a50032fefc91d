import { existsSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { loadPackageDefinition } from "@grpc/grpc-js";
import { loadSync, type PackageDefinition } from "@grpc/proto-loader";
import { AppError } from "../errors.ts";
import type { ProtoGrpcType as Admin } from "./generated/admin.ts";
import type { ProtoGrpcType as Control } from "./generated/control.ts";
import type { ProtoGrpcType as Enrol } from "./generated/enrol.ts";
import { protoFiles, protoOptions } from "./proto-options.ts";

type Services = (Admin & Control & Enrol)["quorate"]["v1"];

/** Beside the compiled code when it is packaged, at the root of the repository when the sources run. */
function protoDirectory(): string {
  const places = ["../proto", "../../../../proto"].map((path) => fileURLToPath(new URL(path, import.meta.url)));
  const found = places.find((place) => existsSync(`${place}/${protoFiles[0]}`));
  if (found) return found;
  throw new AppError("INTERNAL", `the protocol files are in none of ${places.join(", ")}`, {
    hint: "the installation is incomplete: install the package again",
  });
}

let definition: PackageDefinition | undefined;
let services: Services | undefined;

/** Every message, enum and service by its full name, for tests that must see all of them. */
export function packageDefinition(): PackageDefinition {
  definition ??= loadSync([...protoFiles], { ...protoOptions, includeDirs: [protoDirectory()] });
  return definition;
}

/** Client classes and service definitions, typed. Parsed once, at the first call. */
export function wire(): Services {
  // The generated types describe exactly what the loader makes of the same files with the same options.
  services ??= (loadPackageDefinition(packageDefinition()) as unknown as Admin & Control & Enrol).quorate.v1;
  return services;
}
