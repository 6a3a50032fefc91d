import { execFileSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import { protoFiles, protoOptions } from "../../packages/shared/src/wire/proto-options.ts";

export const repository: string = fileURLToPath(new URL("../..", import.meta.url));
export const generatedTypes = "packages/shared/src/wire/generated";

/** Writes the TypeScript types of all protocol files into a directory, with the options of the loader. */
export function generateTypes(outDir: string): void {
  const flags = [
    ...(protoOptions.keepCase ? ["--keepCase"] : []),
    ...(protoOptions.defaults ? ["--defaults"] : []),
    ...(protoOptions.oneofs ? ["--oneofs"] : []),
    `--longs=${protoOptions.longs.name}`,
    `--enums=${protoOptions.enums.name}`,
    "--importFileExtension=.ts",
    "--grpcLib=@grpc/grpc-js",
    `--outDir=${outDir}`,
    "--includeDirs=proto",
  ];
  // The generator's own file starts with "#!/usr/bin/env node"; the Node that runs this script runs it too.
  const generator = fileURLToPath(
    new URL("../../node_modules/@grpc/proto-loader/build/bin/proto-loader-gen-types.js", import.meta.url),
  );
  execFileSync(process.execPath, [generator, ...protoFiles, ...flags], { cwd: repository, stdio: "pipe" });
}

if (import.meta.main) generateTypes(generatedTypes);
